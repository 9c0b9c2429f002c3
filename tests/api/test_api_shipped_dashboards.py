"""Dashboards that ship: a newer Vizsla brings newer ones, but never over what people did."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.cli.builtin import install_dashboards

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

HTTP = httpx.Client(timeout=60)
IDS = {name: f"{name[:3]}-web-one" for name in ("untouched", "changed", "restored", "deleted")}


def _ship(server: Running, folder: Path, title: str) -> None:
    for name, id in IDS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        note = {"definition": {"type": "note", "content": title}}
        board = {"id": id, "title": title, "layout_type": "ordered", "widgets": [note]}
        (folder / name / "dashboard.json").write_text(json.dumps(board))
    install_dashboards(server.parts.documents, folder)


def _at(server: Running, name: str) -> str:
    return f"{server.url}/api/v1/dashboard/{IDS[name]}"


def _versions(server: Running, name: str) -> list[tuple[int, str]]:
    url = f"{server.url}/api/vizsla/dashboards/{IDS[name]}/versions"
    found = HTTP.get(url, headers=server.headers).json()["versions"]
    return [(one["version"], one["title"]) for one in found]


def test_shipped_dashboards_are_renewed_where_nobody_changed_them(server: Running, tmp_path: Path) -> None:
    _ship(server, tmp_path, "First")
    changed: dict[str, Any] = HTTP.get(_at(server, "changed"), headers=server.headers).json()
    HTTP.put(_at(server, "changed"), headers=server.headers, json=changed | {"title": "Ours"}).raise_for_status()
    HTTP.delete(_at(server, "deleted"), headers=server.headers).raise_for_status()
    _ship(server, tmp_path, "Second")
    _ship(server, tmp_path, "Second")
    assert _versions(server, "untouched") == [(2, "Second"), (1, "First")]
    assert _versions(server, "changed") == [(2, "Ours"), (1, "First")]
    assert HTTP.get(_at(server, "deleted"), headers=server.headers).status_code == 404
    # An older server that starts again takes nothing back.
    _ship(server, tmp_path, "First")
    assert _versions(server, "untouched") == [(2, "Second"), (1, "First")]
    # Who prefers the dashboard of before keeps it.
    before = f"{server.url}/api/vizsla/dashboards/{IDS['restored']}/versions/1/restore"
    HTTP.post(before, headers=server.headers).raise_for_status()
    _ship(server, tmp_path, "Third")
    assert _versions(server, "restored") == [(3, "First"), (2, "Second"), (1, "First")]
    assert _versions(server, "untouched")[0] == (3, "Third")
