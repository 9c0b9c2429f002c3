"""Dashboards that come with integrations, installed once each."""

from contextlib import suppress
from importlib.resources import files

import msgspec

from vizsla.documents.dashboard import with_widget_ids
from vizsla.store.documents import Conflict, Documents

AUTHOR = "vizsla"


def install_dashboards(documents: Documents) -> None:
    """Create each shipped dashboard that this server never had; one that was deleted stays away."""
    for folder in sorted(files("vizsla.integrations").iterdir(), key=lambda item: item.name):
        file = folder.joinpath("dashboard.json")
        if not folder.is_dir() or not file.is_file() or documents.get("shipped_dashboard", folder.name):
            continue
        body = msgspec.json.decode(file.read_bytes(), type=dict[str, object])
        id = str(body.pop("id"))
        with suppress(Conflict):  # it is there, or another server that starts now was first
            documents.create("dashboard", with_widget_ids(body), id=id, author=AUTHOR)
        with suppress(Conflict):
            documents.create("shipped_dashboard", {"dashboard": id}, id=folder.name, author=AUTHOR)
