"""Follows the log files that conf.d names, and remembers over restarts how far it has read."""

import glob
import logging
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from vizsla.agent import check_config
from vizsla.agent.config import Config
from vizsla.agent.log_batch import LogBatch
from vizsla.agent.log_file import BEGINNING, LogFile, Position
from vizsla.agent.log_rules import RuleError, Rules, compile_rules

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 5.0
_PAUSE_S = 0.25
_MOST_FILES = 500


@dataclass(frozen=True)
class _Source:
    pattern: str
    excluded: tuple[str, ...]
    service: str
    source: str
    tags: tuple[str, ...]
    from_end: bool
    encoding: str
    rules: Rules


class Tailer:
    """Reads files in one thread; entries go into `batch`."""

    def __init__(self, config: Config, batch: LogBatch) -> None:
        self._config, self._batch = config, batch
        self._registry = Path(config.run_path) / "registry.json"
        self._positions = _read_positions(self._registry)
        self._files: dict[str, LogFile] = {}
        self._saved: dict[str, Position] = {}
        self._sources: list[_Source] = []
        self._first_look = True
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
        self.errors: dict[str, str] = {}

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Hand over what is whole, and keep the positions."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _run(self) -> None:
        look_at = save_at = 0.0
        while not self._stopping.is_set():
            now = time.monotonic()
            try:
                if now >= look_at:
                    self._look()
                    look_at = now + _LOOK_EVERY_S
                busy = [self._read(path, file, now) for path, file in list(self._files.items())]
                self._batch.tick()
                if now >= save_at:
                    save_at = now + 1.0
                    self._save()
            except Exception:
                log.exception("log files could not be read; they are tried again")
                busy = []
            if not any(busy):
                self._stopping.wait(_PAUSE_S)
        self._save()
        for file in self._files.values():
            file.close()

    def _read(self, path: str, file: LogFile, now: float) -> bool:
        try:
            busy = file.read(now)
        except OSError as error:
            self.errors[path] = f"it cannot be read: {error.strerror}"
            return False
        self.errors.pop(path, None)
        return busy

    def _look(self) -> None:
        """Read conf.d and open what is new in it; a file that comes later is read from its beginning."""
        self._configure()
        self._let_go(time.monotonic())
        matching = self._matching()
        for path, source in matching.items():
            if path in self._files:
                continue
            if len(self._files) >= _MOST_FILES:
                self.errors[source.pattern] = f"{_MOST_FILES} files are read already; let patterns match fewer"
                continue
            file = LogFile(Path(path), source.rules, self._emitter(source, path), source.encoding, self._resume)
            try:
                position = self._resume(Path(path), self._positions.get(path))
                if position is None:
                    continue
                known = self._positions.get(path)
                if known and (old := _rotated(Path(path), known)) and str(old) not in matching:
                    file.catch_up(old, known, time.monotonic())
                from_end = source.from_end and self._first_look and position == BEGINNING and known is None
                file.open(position, from_end)
            except OSError as error:
                self.errors[path] = f"it cannot be read: {error.strerror}; let the agent's user read it"
                continue
            self.errors.pop(path, None)
            self._files[path] = file
        self._first_look = False

    def _matching(self) -> dict[str, _Source]:
        found: dict[str, _Source] = {}
        for source in self._sources:
            self.errors.pop(source.pattern, None)
            excluded = {path for pattern in source.excluded for path in glob.glob(pattern, recursive=True)}  # noqa: PTH207
            for path in sorted(glob.glob(source.pattern, recursive=True)):  # noqa: PTH207
                if path not in excluded and Path(path).is_file():
                    found.setdefault(path, source)
        return found

    def _let_go(self, now: float) -> None:
        """Close files that were removed: else those with a date in their names would come to be too many."""
        for path, file in list(self._files.items()):
            if file.is_gone(now):
                file.end()
                self._positions[path] = file.position
                del self._files[path]

    def _resume(self, path: Path, own: Position | None = None) -> Position | None:
        """Where to go on in a file: at its own position, or at that of the name that it had before it was rotated.

        None while it is still read by that name, or as it has two.
        """
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            if any(one.is_same(stat) for one in self._files.values()):
                return None
            if own and own.is_in(file):
                return own
            known = [one for read in self._files.values() for one in read.former] + list(self._positions.values())
            former = [one for one in known if one.inode == stat.st_ino and one.head and one.is_in(file)]
            return max(former, key=lambda one: one.offset, default=BEGINNING)

    def _configure(self) -> None:
        configs, _ = check_config.read(Path(self._config.confd_path))
        sources = []
        for config in configs:
            for number, given in enumerate(config.logs, 1):
                where = f"{config.source}, logs {number}"
                try:
                    sources.append(_source(given, config.name))
                    self.errors.pop(where, None)
                except RuleError as error:
                    if self.errors.get(where) != str(error):
                        log.error("%s: %s", where, error)
                    self.errors[where] = str(error)
        if sources != self._sources and not self._first_look:
            # Files whose rules or tags changed are opened anew, at their positions.
            self._save()
            for file in self._files.values():
                file.close()
            self._files = {}
        self._sources = sources

    def _emitter(self, source: _Source, path: str) -> Any:
        name = Path(path)
        tags = ",".join((*source.tags, f"filename:{name.name}", f"dirname:{name.parent}"))
        fixed = {
            "hostname": self._config.hostname,
            "ddsource": source.source,
            "service": source.service,
            "ddtags": tags,
            "status": "info",
        }
        return lambda message: self._batch.add({**fixed, "message": message, "timestamp": int(time.time() * 1000)})

    def _save(self) -> None:
        """Keep the positions, once what was read before them is on disk."""
        found = {path: file.position for path, file in self._files.items()}
        if found.items() <= self._saved.items():
            return
        self._batch.flush()
        self._positions.update(found)
        if len(self._positions) > 2 * _MOST_FILES:
            self._positions = {
                path: one for path, one in self._positions.items() if path in found or Path(path).exists()
            }
        part = self._registry.with_suffix(".part")
        try:
            part.write_bytes(msgspec.json.encode(self._positions))
            part.rename(self._registry)
        except OSError as error:
            if str(self._registry) not in self.errors:
                log.error("what was read of log files cannot be noted in %s: %s", self._registry, error.strerror)
            self.errors[str(self._registry)] = f"it cannot be written: {error.strerror}"
            return
        self.errors.pop(str(self._registry), None)
        self._saved = found

    def status(self) -> dict[str, Any]:
        """Files followed, entries taken, and what cannot be read."""
        return {
            "files": {path: f"read to byte {file.position.offset}" for path, file in list(self._files.items())},
            "entries": self._batch.taken,
            **({"errors": self.errors} if self.errors else {}),
        }


def _rotated(path: Path, position: Position) -> Path | None:
    """The file that `path` was when the position was kept, if it was renamed beside it while nobody read."""
    if path.stat().st_ino == position.inode:
        return None
    for entry in path.parent.iterdir():
        # A file that was made anew may have the number of one that is gone: only the name tells it is this log.
        if entry.name.startswith(path.name.partition(".")[0]) and entry.is_file():
            stat = entry.stat()
            if stat.st_ino == position.inode and stat.st_size >= position.offset and not entry.name.endswith(".gz"):
                return entry
    return None


def _source(given: dict[str, Any], name: str) -> _Source:
    if given.get("type") != "file":
        raise RuleError(f"type '{given.get('type')}' is not read here; this agent follows files: `type: file`")
    if not given.get("path"):
        raise RuleError("it needs a path, as in `path: /var/log/app/*.log`")
    encoding = str(given.get("encoding") or "utf-8")
    if encoding not in ("utf-8", "utf-16-le", "utf-16-be", "shift-jis"):
        raise RuleError(f"encoding '{encoding}' is none of utf-8, utf-16-le, utf-16-be, shift-jis")
    tags = given.get("tags") or []
    tags = tags.split(",") if isinstance(tags, str) else tags
    excluded = given.get("exclude_paths") or []
    if not isinstance(tags, list) or not isinstance(excluded, list):
        raise RuleError("`tags:` and `exclude_paths:` must be lists")
    return _Source(
        str(given["path"]),
        tuple(str(path) for path in excluded),
        str(given.get("service") or ""),
        str(given.get("source") or name),
        tuple(str(tag).strip() for tag in tags),
        str(given.get("start_position") or "end") in ("end", "forceEnd"),
        encoding,
        compile_rules(given.get("log_processing_rules") or []),
    )


def _read_positions(registry: Path) -> dict[str, Position]:
    try:
        return msgspec.json.decode(registry.read_bytes(), type=dict[str, Position])
    except (OSError, msgspec.DecodeError):
        return {}
