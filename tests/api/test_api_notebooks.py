"""Notebooks and powerpacks by the official client."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import NotFoundException
from datadog_api_client.v1.api.notebooks_api import NotebooksApi
from datadog_api_client.v2.api.powerpack_api import PowerpackApi

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

CELLS = [
    {"type": "notebook_cells", "attributes": {"definition": {"type": "markdown", "text": "## What happened"}}},
    {"type": "notebook_cells", "attributes": {
        "definition": {
            "type": "timeseries", "show_legend": True,
            "requests": [{"q": "avg:system.load.1{*}", "display_type": "line"}],
        },
        "graph_size": "m", "split_by": {"keys": [], "tags": []}, "time": None,
    }},
]  # fmt: skip
NOTEBOOK = {"name": "Outage", "cells": CELLS, "time": {"live_span": "1h"}, "x_kept": [1]}


def _client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def test_a_notebook_lives(server: Running) -> None:
    url = f"{server.url}/api/v1/notebooks"
    body: dict[str, Any] = {"data": {"type": "notebooks", "attributes": NOTEBOOK}}
    made = httpx.post(url, headers=server.headers, json=body).json()["data"]
    assert made["attributes"]["x_kept"] == [1] and len(made["attributes"]["cells"][0]["id"]) == 8
    with _client(server) as client:
        api = NotebooksApi(client)
        read = api.get_notebook(made["id"]).data.attributes
        assert (read.name, read.status.value, read.cells[0].attributes.definition.text) == (
            "Outage", "published", "## What happened"
        )  # fmt: skip
        found = api.list_notebooks(query="out", sort_field="name", sort_dir="asc")
        assert [one.id for one in found.data] == [made["id"]] and found.meta.page.total_count == 1
        assert not api.list_notebooks(is_template=True).data
        changed = NOTEBOOK | {"name": "Second", "cells": made["attributes"]["cells"]}
        again = httpx.put(
            f"{url}/{made['id']}",
            headers=server.headers,
            json={"data": {"type": "notebooks", "attributes": changed}},
        ).json()["data"]["attributes"]
        assert again["name"] == "Second" and again["cells"] == made["attributes"]["cells"]
        api.delete_notebook(made["id"])
        with pytest.raises(NotFoundException):
            api.get_notebook(made["id"])
    for attributes, field in (
        (NOTEBOOK | {"name": ""}, "name"),
        (NOTEBOOK | {"cells": [{}]}, "cells[0].attributes.definition.type"),
        (NOTEBOOK | {"metadata": {"type": "poem"}}, "metadata.type"),
    ):
        wrong = httpx.post(url, headers=server.headers, json={"data": {"type": "notebooks", "attributes": attributes}})
        assert wrong.status_code == 400 and f"'{field}'" in wrong.json()["errors"][0]


def test_a_powerpack_lives(server: Running) -> None:
    url = f"{server.url}/api/v2/powerpacks"
    group = {
        "definition": {"type": "group", "layout_type": "ordered", "title": "Load", "show_title": True, "widgets": [
            {"definition": {"type": "note", "content": "x"}, "layout": {"x": 0, "y": 0, "width": 4, "height": 2}}]},
        "layout": {"x": 0, "y": 0, "width": 12, "height": 3},
    }  # fmt: skip
    attributes = {"name": "Load pack", "description": "d", "group_widget": group, "tags": ["team:a"],
                  "template_variables": [{"name": "env", "defaults": ["*"]}]}  # fmt: skip
    body = {"data": {"type": "powerpack", "attributes": attributes}}
    made = httpx.post(url, headers=server.headers, json=body).json()["data"]
    with _client(server) as client:
        api = PowerpackApi(client)
        read = api.get_powerpack(made["id"])
        assert read.data.attributes.name == "Load pack" and read.included[0].attributes.handle == "admin@localhost"
        assert [one.id for one in api.list_powerpacks_with_pagination()] == [made["id"]]
        renamed = httpx.patch(
            f"{url}/{made['id']}", headers=server.headers, json={"data": {"attributes": {"name": "New"}}}
        ).json()["data"]
        assert renamed["attributes"] == attributes | {"name": "New"}
        api.delete_powerpack(made["id"])
        with pytest.raises(NotFoundException):
            api.get_powerpack(made["id"])
    wrong_group = group | {"definition": {"type": "note"}}
    wrong = httpx.post(
        url,
        headers=server.headers,
        json={"data": {"type": "powerpack", "attributes": attributes | {"group_widget": wrong_group}}},
    )
    assert wrong.status_code == 400 and "group_widget.definition.type" in wrong.json()["errors"][0]
