"""What the API answers when it cannot do what was asked."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from vizsla.query.errors import QueryError
from vizsla.store.documents import Conflict
from vizsla.store.errors import Busy, LimitExceeded, StoreError

log = logging.getLogger(__name__)


class ApiError(Exception):
    """An answer of this status whose body is `{"errors": [...]}`."""

    def __init__(self, status: int, *messages: str, headers: dict[str, str] | None = None) -> None:
        super().__init__("; ".join(messages))
        self.status, self.messages, self.headers = status, messages, headers or {}


FORESEEN = (HTTPException, ApiError, QueryError, StoreError, Conflict, RecursionError, ClientDisconnect)


def refusal(error: Exception) -> Response:
    """What is answered where this was raised; of what was not foreseen the log tells, not the answer."""
    match error:
        case HTTPException():
            return _answer(error.status_code, error.detail, headers=dict(error.headers or {}))
        case ApiError():
            return _answer(error.status, *error.messages, headers=error.headers)
        case QueryError():
            return JSONResponse({"errors": [str(error)], "position": [error.start, error.end]}, 400)
        case Busy():
            return _answer(429, str(error), headers={"Retry-After": "1"})
        case LimitExceeded():
            return _answer(400, f"The query needs too much: {error}; ask for less time or fewer groups")
        case StoreError():
            log.error("the store could not answer: %s", error)
            return _answer(503, "The store could not answer; the server's log says why", headers={"Retry-After": "5"})
        case Conflict():
            return _answer(409, "This was changed or deleted at the same time; read it again and repeat the change")
        case RecursionError():
            return _answer(400, "What was sent is nested too deeply")
        case ClientDisconnect():
            return Response(status_code=400)  # nobody reads it
        case _:
            log.error("a request failed", exc_info=error)
            return _answer(500, "The server could not do this; its log says why")


def _answer(status: int, *messages: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"errors": list(messages)}, status, headers)
