"""Markdown as HTML that is safe to send and show (raw HTML stays text, links go to the web or to mail), or as text."""

import re
from html import escape

from markdown_it import MarkdownIt

from vizsla.documents.inert import restored


class _Reader(MarkdownIt):
    """Addresses are looked at as they will be, with the values that stand in them."""

    def validateLink(self, url: str) -> bool:
        return super().validateLink(restored(url))

    def normalizeLink(self, url: str) -> str:
        return super().normalizeLink(restored(url))


_READER = _Reader("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def html_of(text: str, site: str = "") -> str:
    """The text as HTML; addresses of this `site`, such as a log's, are links also where they stand by themselves."""
    html = restored(str(_READER.render(_plain(text))), escape)
    if not site:
        return html
    bare = rf"(?<![\"\w/=])({re.escape(escape(site))}/[^\s<\"]*[\w/=])(?![^<]*</a>)"
    return re.sub(bare, r'<a href="\1">\1</a>', html)


def text_of(text: str) -> str:
    """The text without its marks, a line for each block; what only looks like a mark, as in `my_metric > 5`, stays."""
    found = []
    for block in _READER.parse(_plain(text)):
        if block.type == "inline":
            found.append("".join("\n" if one.type.endswith("break") else one.content for one in block.children or ()))
        elif block.type in ("fence", "code_block"):
            found.append(block.content.rstrip("\n"))
    return restored("\n".join(found))


def _plain(text: str) -> str:
    # Datadog's events begin and end Markdown with %%%.
    return "\n".join(line for line in text.splitlines() if line.strip() != "%%%")
