"""The search language of logs, spans and events: text to tree, then to SQL or to a predicate."""

from vizsla.query.search.parser import parse

__all__ = ["parse"]
