"""How the agent names itself."""

from importlib.metadata import version

VERSION = version("vizsla")
USER_AGENT = f"vizsla-agent/{VERSION}"
