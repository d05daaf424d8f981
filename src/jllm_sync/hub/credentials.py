"""The token, and the place it may go to."""

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


class Home:
    """The Hub that is asked, and the token that goes there and nowhere else.

    Args:
        endpoint: its URL, without a path.
        token: what it knows us by; None asks anonymously.

    Raises:
        UserError: the endpoint is no URL.
    """

    def __init__(self, endpoint: str, token: Secret | None) -> None:
        self.endpoint, self.token = endpoint.rstrip("/"), token
        place = origin(self.endpoint)
        if place is None:
            raise UserError(
                f"HF_ENDPOINT: expected the URL of a Hub, such as https://huggingface.co, found {endpoint!r}"
            )
        self._origin = place

    def holds(self, url: str) -> bool:
        """Whether a URL is on the Hub: the same scheme, host and port, and no user in it."""
        return origin(url) == self._origin

    def may_lead_to(self, url: str) -> bool:
        """Whether a file may stand there: on any host, but never behind a weaker scheme than the Hub's."""
        place = origin(url)
        return place is not None and (place[0] == "https" or self._origin[0] == "http")

    def clean(self, text: str) -> str:
        """A text of the Hub's, fit to be shown: one line, no control characters, no token, not long."""
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return (self.token.redact(line) if self.token else line)[:300]
