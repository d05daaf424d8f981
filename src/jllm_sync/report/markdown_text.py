"""Text from elsewhere put into GitHub's Markdown so that it stays text.

GitHub reads Markdown twice: first its structure (links, tables, HTML), then, in the finished page, what people write
to each other (@mentions, #1, owner/repo#1, GH-1, addresses of issues). A character reference such as ``&#42;`` stops
the first reading; the second one sees through it, and is stopped by code or by an invisible character in between.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from jllm_sync.hub.observation import CANONICAL_HOST
from jllm_sync.report.safe import LONGEST, visible

_STRUCTURE = re.compile(r"[#$&*:<>@\[\\\]_`|~]|(?<=\d)[.)](?=\s)|(?<!\S)[-+](?!\S)")
_BREAK = "&#8203;"
_REFERENCE = re.compile(r"(?<=[@#])|(?<=\bGH-)(?=\d)|(?<=\bwww)(?=\.)|(?<=:)(?=//)", re.IGNORECASE)
_IN_URL = "/:?&=%-._~+,@"


def plain(text: str, longest: int = LONGEST) -> str:
    """Text within a sentence or a table's cell: no markup, no mention, no reference comes of it."""
    parts = _REFERENCE.split(visible(text, longest))
    return _BREAK.join(map(_as_references, parts))


def code(text: str, longest: int = LONGEST) -> str:
    """A value, shown letter by letter; what is copied from it is exactly the value."""
    return f"<code>{_as_references(visible(text, longest))}</code>"


def link(label: str, url: str) -> str:
    """A link to a page of the Hub; the label alone where the address leads anywhere else.

    Args:
        label: Markdown, from ``plain`` or ``code``.
        url: the address.
    """
    if not is_hub_url(url):
        return label
    return f"[{label}]({quote(url, safe=_IN_URL)})"


def is_hub_url(url: str) -> bool:
    """Whether an address is one of the Hub's pages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == CANONICAL_HOST and url.isascii() and url.isprintable()


def _as_references(text: str) -> str:
    return _STRUCTURE.sub(lambda match: f"&#{ord(match[0])};", text)
