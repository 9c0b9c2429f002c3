"""`python -m vizsla.agent`: the agent alone, without the command line's libraries."""

import asyncio
import logging
import sys
from pathlib import Path

from vizsla.agent.config import ConfigError, from_environment
from vizsla.agent.main import run


def main(arguments: list[str]) -> int:
    """Run until stopped; the first argument, if any, is the configuration file."""
    try:
        config = from_environment(Path(arguments[0]) if arguments else None)
        logging.basicConfig(
            level=config.log_level.upper(), format="%(asctime)s %(levelname)s agent %(name)s: %(message)s"
        )
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        asyncio.run(run(config))
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
