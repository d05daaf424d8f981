"""Text from the Hub made harmless inside an issue.

GitHub turns ``@name`` into a notification, ``#1``, ``owner/repo#1``, a commit's hash and an issue's URL into links
that leave a trace at their target, and raw HTML into HTML. None of this happens inside ``<code>``, so foreign text
goes there; inside it, every character that Markdown reads is an entity, so that nothing can end the element, break
the table or start a link. An entity alone would not do: mentions are looked for after Markdown is rendered.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from jllm_sync.hub.observation import CANONICAL_HOST, RepoKind
from jllm_sync.report.safe import visible

LONGEST_CELL = 160
"""Characters of a foreign value in one cell."""
_MARKDOWN = re.compile(r"[!#$&*<>@\[\\\]_`|~]|:(?=//)|(?<=[wW]{3})\.")
_RISKY = re.compile(r"[@#]|://|[wW]{3}\.|:[\w+-]+:|(?<![0-9A-Za-z])([gG][hH]-\d|[0-9a-fA-F]{7,64}(?![0-9A-Za-z]))")
_URL_SAFE = "/:@?&=%+,;.~_-#"
_FOLDERS: dict[str, str] = {"model": "", "dataset": "datasets/", "space": "spaces/"}


def code(text: str, longest: int = LONGEST_CELL) -> str:
    """Foreign text as inline code."""
    shown = _entities(visible(text, longest))
    return f"<code>{shown}</code>" if shown else "–"


def prose(text: str, longest: int = 600) -> str:
    """A sentence with foreign words in it: whatever GitHub could make something of becomes code."""
    words = visible(text, longest).split(" ")
    return " ".join(code(word, longest) if _RISKY.search(word) else _entities(word) for word in words)


def plain(text: str, longest: int) -> str:
    """Text for an issue's title, where GitHub renders nothing but line breaks and controls would still do harm."""
    return " ".join(visible(text, longest).split())


def link(label: str, url: str) -> str:
    """A link to the Hub with a foreign label; a URL of any other kind is shown and not linked."""
    if not url.startswith(f"{CANONICAL_HOST}/") or len(url) > 2000:
        return f"{code(label)} {code(url)}"
    return f"[{code(label)}]({quote(url, safe=_URL_SAFE)})"


def repo_link(repo: str, kind: RepoKind) -> str:
    """A repo's ID, linked to its page."""
    return f"[{code(repo)}]({CANONICAL_HOST}/{_FOLDERS[kind]}{quote(repo, safe='/')})"


def _entities(text: str) -> str:
    text = text.replace("\ue000", "\\ue000").replace("\ue001", "\\ue001")  # they hold the place of issue numbers
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", text)
