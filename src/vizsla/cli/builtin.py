"""Dashboards that come with integrations, installed once each."""

from importlib.resources import files

import msgspec

from vizsla.documents.dashboard import with_widget_ids
from vizsla.store.documents import Documents

AUTHOR = "vizsla"


def install_dashboards(documents: Documents) -> None:
    """Create each shipped dashboard that this server never had; one that was deleted stays away."""
    for folder in sorted(files("vizsla.integrations").iterdir(), key=lambda item: item.name):
        file = folder.joinpath("dashboard.json")
        if not folder.is_dir() or not file.is_file() or documents.get("shipped_dashboard", folder.name):
            continue
        body = msgspec.json.decode(file.read_bytes(), type=dict[str, object])
        id = str(body.pop("id"))
        if documents.get("dashboard", id) is None:
            documents.create("dashboard", with_widget_ids(body), id=id, author=AUTHOR)
        documents.create("shipped_dashboard", {"dashboard": id}, id=folder.name, author=AUTHOR)
