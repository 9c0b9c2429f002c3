"""Markdown as HTML that is safe to send and to show: raw HTML stays text, and links go to the web or to mail."""

from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def html_of(text: str) -> str:
    """The text as HTML."""
    return str(_READER.render(_plain(text)))


def _plain(text: str) -> str:
    # Datadog's events begin and end Markdown with %%%.
    return "\n".join(line for line in text.splitlines() if line.strip() != "%%%")
