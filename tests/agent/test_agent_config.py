"""The agent's configuration comes from its file and its environment; what is wrong is named."""

from pathlib import Path

import pytest

from vizsla.agent.config import ConfigError, load

YAML = """
dd_url: http://server:8410/
api_key: abc
hostname: box
tags: ["dept:enablement", "version:3"]
env: demo
dogstatsd_port: 18125
apm_config:
  receiver_port: 18126
  apm_non_local_traffic: true
logs_enabled: true
an_unknown_key: 3
"""


def test_a_file_in_the_usual_form(tmp_path: Path) -> None:
    (tmp_path / "datadog.yaml").write_text(YAML)
    config = load({"VIZSLA_AGENT_DATA": str(tmp_path)})
    assert config.dd_url == "http://server:8410"
    assert config.host_tags == ("dept:enablement", "version:3", "env:demo")
    assert (config.dogstatsd_port, config.apm_port, config.apm_non_local_traffic) == (18125, 18126, True)
    assert config.logs_enabled
    assert config.run_path == str(tmp_path / "run")
    assert config.checksd_path == str(tmp_path / "checks.d")


def test_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "datadog.yaml").write_text(YAML)
    config = load(
        {
            "VIZSLA_AGENT_DATA": str(tmp_path),
            "DD_URL": "https://other",
            "DD_TAGS": "a:b c:d",
            "DD_LOGS_ENABLED": "false",
            "DD_APM_RECEIVER_PORT": "1",
            "DD_APM_RECEIVER_SOCKET": "unix:///run/apm",
            "VIZSLA_AGENT_HOSTNAME": "me",
        }
    )
    assert (config.dd_url, config.tags, config.logs_enabled) == ("https://other", ("a:b", "c:d"), False)
    assert (config.apm_port, config.apm_socket, config.hostname) == (1, "/run/apm", "me")


def test_the_agent_of_a_server_is_found_below_its_data(tmp_path: Path) -> None:
    assert load({"VIZSLA_DATA": str(tmp_path)}).confd_path == str(tmp_path / "agent" / "conf.d")


def test_a_key_from_a_file_may_end_with_a_newline(tmp_path: Path) -> None:
    assert load({"VIZSLA_AGENT_DATA": str(tmp_path), "DD_API_KEY": "abc\n"}).api_key == "abc"


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({"DD_DOGSTATSD_PORT": "many"}, "DD_DOGSTATSD_PORT is not usable: Expected `int`"),
        ({"DD_DOGSTATSD_PORT": "70000"}, "DD_DOGSTATSD_PORT is not usable: Expected `int` <= 65535"),
        ({"DD_URL": "http://server:many"}, "dd_url cannot be read: Port could not be cast"),
        ({"DD_API_KEY": "a key"}, "api_key (DD_API_KEY) has a sign that keys do not have"),
        ({"DD_URL": "server"}, "dd_url is 'server'; it must be the server's address"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, environment: dict[str, str], text: str) -> None:
    with pytest.raises(ConfigError, match=r"DD_|dd_url") as caught:
        load({"VIZSLA_AGENT_DATA": str(tmp_path), **environment})
    assert text in str(caught.value)


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "datadog.yaml").write_text("a: [")
    with pytest.raises(ConfigError, match=r"datadog.yaml is not YAML"):
        load({"VIZSLA_AGENT_DATA": str(tmp_path)})
