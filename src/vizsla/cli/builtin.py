"""Dashboards that come with integrations: installed once each, and renewed as long as nobody changed them."""

from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from vizsla.documents.dashboard import with_widget_ids
from vizsla.store.documents import Conflict, Documents

AUTHOR = "vizsla"
_RECORD = "shipped_dashboard"


def install_dashboards(documents: Documents, integrations: Traversable = files("vizsla.integrations")) -> None:
    """Create each shipped dashboard that this server never had, and renew those that only Vizsla has written.

    One that people deleted stays away, and what they saved stays as it is.
    """
    for folder in sorted(integrations.iterdir(), key=lambda item: item.name):
        file = folder.joinpath("dashboard.json")
        if folder.is_dir() and file.is_file():
            _install(documents, folder.name, file.read_bytes())


def _install(documents: Documents, name: str, content: bytes) -> None:
    record, digest = documents.get(_RECORD, name), sha256(content).hexdigest()
    # All that ever came, so that servers of two versions do not take turns.
    came = record.body.get("came") or [] if record else []
    if digest in came:
        return
    body = msgspec.json.decode(content, type=dict[str, object])
    id = str(body.pop("id"))
    told = {"dashboard": id, "came": [*came, digest]}
    with suppress(Conflict):  # somebody saved it just now, or another server that starts now was first
        if record is None:
            with suppress(Conflict):  # it is there, though nothing tells of it
                documents.create("dashboard", with_widget_ids(body), id=id, author=AUTHOR)
            documents.create(_RECORD, told, id=name, author=AUTHOR)
            return
        found = documents.get("dashboard", id)
        if found and documents.history("dashboard", id)[-1].author == AUTHOR:
            documents.save("dashboard", id, with_widget_ids(body), expected=found.version, author=AUTHOR)
            documents.save(_RECORD, name, told, expected=record.version, author=AUTHOR)
