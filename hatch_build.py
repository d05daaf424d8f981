"""Where the project lives, for the package's metadata: whoever releases it says so, by ``JLLM_SYNC_HOME``.

With ``JLLM_SYNC_HOME=https://github.com/OWNER/jllm-sync`` the metadata name the project's pages, of which ``Rules`` is
the base of all links to rules, and the README's links lead there, which on a package index would lead nowhere. Without
it the metadata name no page, and nothing is linked.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class CustomMetadataHook(MetadataHookInterface):
    """Fills in what ``dynamic`` in pyproject.toml names."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the README and the project's URLs to the metadata."""
        home = os.environ.get("JLLM_SYNC_HOME", "").rstrip("/")
        pages = f"{home}/blob/v{metadata['version']}" if home else ""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": with_whole_links(text, pages)}
        metadata["urls"] = urls(home, pages)


def urls(home: str, pages: str) -> dict[str, str]:
    """The project's URLs by their labels; none where it has no home."""
    if not home:
        return {}
    return {
        "Homepage": home,
        "Rules": f"{pages}/docs/rules.md",
        "Changelog": f"{pages}/CHANGELOG.md",
        "Issues": f"{home}/issues",
    }


def with_whole_links(text: str, pages: str) -> str:
    """A page's text whose links to other files of the project are whole addresses: pictures as the files themselves."""
    if not pages:
        return text

    def whole(match: re.Match[str]) -> str:
        raw = "?raw=true" if match[1].startswith("!") else ""
        return f"{match[1]}({pages}/{match[2]}{raw})"

    return re.sub(r"(!?\[[^\]\n]*\])\((?![a-z]+:|#)([^)\s]+)\)", whole, text)
