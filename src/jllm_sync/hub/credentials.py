"""The token, and the places it may go to."""

from __future__ import annotations

from jllm_sync.errors import UserError
from jllm_sync.hub.library import httpx2


class Secret:
    """A token that no representation, log or traceback shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself."""
        return self._value

    def redact(self, text: str) -> str:
        """The text without the token."""
        return text.replace(self._value, "***")

    def __repr__(self) -> str:
        return "Secret(***)"


def secret_of(token: str | None) -> Secret | None:
    """The token as a secret; None for none. Raises UserError, without showing it, when it cannot be a token."""
    text = (token or "").strip()
    if not text:
        return None
    if not all("!" <= character <= "~" for character in text):
        raise UserError("HF_TOKEN holds characters that no token has; copy it again, or unset it to ask anonymously")
    return Secret(text)


def origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a URL; None for anything but http and https, and for URLs that hold a user."""
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, TypeError):
        return None
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        return None
    return parsed.scheme, parsed.host.lower(), parsed.port or {"http": 80, "https": 443}[parsed.scheme]
