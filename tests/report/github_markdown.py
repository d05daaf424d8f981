"""Markdown read as GitHub reads it: its structure, and then what people write to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})  # addresses are among the references below
REFERENCES = re.compile(
    r"""
    @[0-9A-Za-z]                                    # a mention, an address of mail
    | \#[0-9] | (?<![0-9A-Za-z])GH-[0-9]            # an issue
    | (?<![0-9A-Za-z])[0-9a-f]{7,}(?![0-9A-Za-z])   # a commit
    | :// | www\.                                   # a page
    | :[0-9a-z_+-]+:                                # an emoji
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What GitHub makes something of in text that is neither code nor a link."""


def tokens(markdown: str) -> Iterator[Token]:
    """All tokens, those of inline text after the block that holds them."""
    for token in MARKDOWN.parse(markdown):
        yield token
        yield from token.children or ()


def prose(markdown: str) -> str:
    """The text that is neither in code nor a link: what is looked through for references.

    HTML of the element ``code`` does not count as code here: addresses of mail are linked in it.
    """
    parts, links = [], 0
    for token in tokens(markdown):
        if token.type in ("link_open", "link_close"):
            links += 1 if token.type == "link_open" else -1
        elif token.type == "text" and not links:
            parts.append(token.content)
        elif token.type != "inline":
            parts.append("\n")
    return "".join(parts)
