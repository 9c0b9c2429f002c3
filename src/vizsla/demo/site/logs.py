"""Log lines as JSON, with the trace that ddtrace puts into each record."""

import json
import logging
from datetime import UTC, datetime


class JsonFormatter(logging.Formatter):
    """One JSON object a line; a traceback is one attribute of it."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": {"name": record.name},
            "message": record.getMessage(),
        }
        for name in ("dd.trace_id", "dd.span_id", "dd.service", "dd.env", "dd.version"):
            if getattr(record, name, None):
                entry[name] = getattr(record, name)
        if record.exc_info and record.exc_info[0]:
            entry["error"] = {
                "kind": record.exc_info[0].__name__,
                "message": str(record.exc_info[1]),
                "stack": self.formatException(record.exc_info),
            }
        return json.dumps(entry)
