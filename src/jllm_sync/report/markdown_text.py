"""Text from elsewhere put into GitHub's Markdown so that it stays text.

GitHub reads Markdown twice: first its structure (links, tables, HTML), then, in the finished page, what people write
to each other (@mentions, #1, owner/repo#1, GH-1, hashes of commits, :emoji:). A character reference such as ``&#42;``
stops the first reading. The second one sees through it, and is stopped by code, or by a character without width in
between; some of the first (addresses of mail) is done so late that it needs this, too.

Only what could become something is changed: names, licences and sentences are in the source what they are on the page.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from jllm_sync.repo import CANONICAL_HOST, RepoKind, repo_url
from jllm_sync.report.safe import visible

LONGEST_SENTENCE = 600
"""Characters of a text that are shown."""
LONGEST_VALUE = 160
"""Characters of a value that are shown."""
_LONGEST_URL = 2000
_NOTHING = "–"

_BREAK = "\u200b"  # the text brings none along: ``visible`` shows them as their code points
_BREAK_AFTER = re.compile(
    r"""
    @                                             # a mention, a team, owner/repo@hash, an address of mail
    | \#(?=[0-9]|$)                               # the number of an issue; the end of a heading
    | (?<![0-9A-Za-z])GH-(?=[0-9])
    | :(?=//|[0-9A-Za-z_+-]+:)                    # a URL, an emoji
    | www(?=\.)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{7,}(?![0-9A-Za-z])")
_PART_OF_HASH = re.compile(r"[0-9A-Fa-f]{6}(?!$)")  # seven are read as a hash
_STRUCTURE = re.compile(  # the last character of each is what has to go
    r"""
    [$*<\[\]`|~]                                  # maths, emphasis, HTML, links, code, cells, strikethrough
    | (?<![^\W_])_                                # emphasis; behind a letter, as in model_type, it begins none
    | \\(?=[!-/:-@\[-`{-~]|$)                     # an escape
    | &(?=\#?[0-9A-Za-z]*(?:;|$))                 # a character reference
    | [!^]$                                       # an image, a footnote: where a link of ours follows
    | ^[>\#] | ^[-+:=](?![^\W_])                  # a quotation, a heading, a list, a line across, a table
    | ^[0-9]+[.)](?=\s|$)                         # a numbered list
    """,
    re.VERBOSE,
)
_NO_SPAN = re.compile(
    r"""
    [`|]                                          # the end of a span, of a cell
    | <                                           # a comment: who looks for markers does not look for spans
    | \[[xX]\]                                    # cmark-gfm ticks the line's checkbox wherever this stands in it
    | \]:                                         # the definition of a link, which is read before spans are
    | ^[ ]                                        # a span may lose it
    """,
    re.VERBOSE,
)
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_IN_URL = "/:?#&=%-._~+,@"


def plain(text: str, longest: int = LONGEST_SENTENCE) -> str:
    """Text within a sentence, a heading or a table's cell: no markup, no mention, no reference comes of it."""
    return _inert(visible(text, longest).strip())


def code(text: str, longest: int = LONGEST_VALUE) -> str:
    """A value, shown letter by letter; a dash where there is none.

    A code span wherever that is safe, since nothing in it needs a change; or else HTML, which any text can stand in.
    """
    shown = visible(text, longest)
    if not shown.strip():
        return _NOTHING
    return f"<code>{_inert(shown)}</code>" if _NO_SPAN.search(shown) else f"`{shown}`"


def title_text(text: str, longest: int) -> str:
    """Text for an issue's title, where GitHub renders nothing but line breaks and controls would still do harm."""
    return " ".join(visible(text, longest).split())


def link(label: str, url: str) -> str:
    """A link to a page of the Hub; an address that leads anywhere else is shown and not linked.

    Args:
        label: Markdown, from ``plain`` or ``code``.
        url: the address.
    """
    if _is_hub_page(url):
        return f"[{label}]({quote(url, safe=_IN_URL)})"
    return f"{label} {code(url)}" if url else label


def repo_link(repo: str, kind: RepoKind = "model") -> str:
    """A repo's ID, linked to its page."""
    return link(code(repo), repo_url(repo, kind))


def _is_hub_page(url: str) -> bool:
    if len(url) > _LONGEST_URL or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" == CANONICAL_HOST


def _inert(text: str) -> str:
    text = _HASH.sub(lambda match: _PART_OF_HASH.sub(rf"\g<0>{_BREAK}", match[0]), text)
    text = _BREAK_AFTER.sub(lambda match: match[0] + _BREAK, text)
    text = _STRUCTURE.sub(lambda match: match[0][:-1] + _reference(match[0][-1]), text)
    return text.replace(_BREAK, _reference(_BREAK))


def _reference(character: str) -> str:
    return _NAMED.get(character, f"&#{ord(character)};")
