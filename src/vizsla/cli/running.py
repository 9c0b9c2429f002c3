"""The running server, as commands ask it: it alone has its data open."""

from typing import Any

import httpx

from vizsla.cli.options import end
from vizsla.settings import Settings
from vizsla.store.errors import StoreError


def ask(settings: Settings, path: str, body: dict[str, Any], accept: str = "application/json") -> httpx.Response:
    """What the server answers to a POST; when it does not answer well, the command ends and says why."""
    from vizsla.api.auth import open_auth

    try:
        api_key, app_key = open_auth(settings).ensure()
    except StoreError as error:
        raise end(str(error)) from error
    headers = {"DD-API-KEY": api_key, "DD-APPLICATION-KEY": app_key, "Accept": accept}
    try:
        answer = httpx.post(settings.url + path, json=body, headers=headers, timeout=600)
    except httpx.TransportError as error:
        raise end(
            f"no server answers at {settings.url}: {error}; start one, or name it by --host and --port"
        ) from error
    if answer.status_code != 200:
        try:
            errors = answer.json()["errors"]
        except (ValueError, KeyError, TypeError):
            errors = [f"{settings.url} answers {answer.status_code}; is it Vizsla?"]
        raise end("\n".join(errors))
    return answer
