"""Text from elsewhere made harmless: on a terminal, in JSON, and in GitHub's Markdown.

Nothing of it may move the cursor, hide or reorder other text, or command a runner: what a workflow of GitHub Actions
prints is read by its runner, which obeys a line that begins with ``::`` and, in an older form, ``##[`` anywhere in a
line.

GitHub reads Markdown twice: first its structure (links, tables, HTML), then, in the finished page, what people write
to each other (@mentions, #1, owner/repo#1, GH-1, hashes of commits, :emoji:). A character reference such as ``&#42;``
stops the first reading. The second one sees through it, and is stopped by code, or by a character without width in
between; some of the first (addresses of mail) is done so late that it needs this, too. Only what could become something
is changed: names, licences and sentences are in the source what they are on the page.
"""

from __future__ import annotations

import json
import re
from typing import Any
from unicodedata import category
from urllib.parse import quote, urlsplit

from jllm_sync.data import rule_address
from jllm_sync.finding import json_value, value_text
from jllm_sync.repo import CANONICAL_HOST, RepoKind, repo_url

# Letters and marks that show nothing; what else hides or reorders text is no printable character of Unicode: controls,
# zero-width and bidirectional ones (Unicode Standard Annex #9), separators of lines, tags, surrogates.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_SUSPECT = re.compile(r"[^\n -~]|(?<=##)\[")
_DEEPEST = 100
LONGEST = 300
"""Characters of one value that are shown."""


def visible(text: str, longest: int = LONGEST) -> str:
    """The text on one line, with whatever could do harm shown as its code point, and cut to a length."""
    cut = text[: longest + 1]
    shown = cut if cut.isascii() and cut.isprintable() else "".join(map(_shown, cut))
    shown = shown.replace("##[", "##\\u005b")
    if shown.lstrip().startswith("::"):
        shown = shown.replace("::", "\\u003a:", 1)
    return shown if len(shown) <= longest else f"{shown[:longest]}…"


def visible_value(value: Any, longest: int = LONGEST) -> str:
    """A value of a card or config as text that does no harm; see :func:`value_text`."""
    return visible(value_text(value), longest)


def json_text(data: Any) -> str:
    """Data as readable JSON, of strict JSON only, with whatever could do harm where it is printed as escapes."""
    text = json.dumps(json_value(data, _DEEPEST), ensure_ascii=False, indent=2, allow_nan=False)
    return visible_json(text) + "\n"


def visible_json(text: str) -> str:
    """The text of a JSON document with whatever could do harm as JSON's own escapes: what it says is the same.

    All of it can only stand inside strings; line feeds, which lay the document out, stay.
    """
    return _SUSPECT.sub(_in_json, text)


def _in_json(match: re.Match[str]) -> str:
    character = match[0]
    if character == "[":
        return "\\u005b"
    return character if _is_harmless(character) else json.dumps(character)[1:-1].replace("\x7f", "\\u007f")


def _shown(character: str) -> str:
    return character if _is_harmless(character) else f"\\u{ord(character):04x}"


def _is_harmless(character: str) -> bool:
    return (character.isprintable() and character not in _FILLERS) or category(character) == "Zs"


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


def rule_link(id_: str) -> str:
    """A rule's id, linked to its section where the documentation has an address."""
    address = rule_address(id_)
    return f"[`{id_}`]({quote(address, safe=_IN_URL)})" if address else f"`{id_}`"


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
