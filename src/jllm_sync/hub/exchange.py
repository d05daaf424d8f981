"""One request and its answer: what leaves, what is read of it, and which failures may be worth another try.

The HTTP client is huggingface_hub's session, made by our factory: it follows no redirect by itself, keeps no cookie,
and adds the token to requests for the Hub's own origin only.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urljoin

from jllm_sync import __version__
from jllm_sync.hub.budget import Bucket, Budget
from jllm_sync.hub.credentials import Home
from jllm_sync.hub.failure import Elsewhere, Malformed, Stopped, TokenRefused, TooLarge, Transient
from jllm_sync.hub.library import (
    build_hf_headers,
    close_session,
    get_session,
    hf_raise_for_status,
    httpx2,
    set_client_factory,
)

ERROR_BYTES = 100_000
"""How much is read of an answer that is an error."""
CHUNK = 65_536
RETRY_AFTER = 60.0
"""Seconds to leave the Hub alone after a 429 that does not say how long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, read within bounds."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    url: str
    """Where it came from, after redirects."""
    link: str | None = None
    """What the Link header calls the next page, as it stands there."""

    @property
    def next(self) -> str | None:
        """The URL of the next page, where there is one. Raises Malformed."""
        return self._place(self.link) if self.link else None

    @property
    def location(self) -> str:
        """The URL that a redirect leads to. Raises Malformed."""
        return self._place(self.headers.get("location", ""))

    def _place(self, reference: str) -> str:
        try:
            return urljoin(self.url, reference)
        except ValueError:  # such as a bracket that is not closed
            raise Malformed("an answer that leads to what is no URL") from None


class Exchange:
    """Sends requests and reads their answers, in any thread.

    Args:
        home: the Hub.
        budget: admits each request, and learns from its answer.
        jobs: how many connections are kept.
        stop: set when the user wants to end.
        timeout: seconds to wait for a connection or for the next part of an answer; six times as many for all of it.
    """

    def __init__(self, home: Home, budget: Budget, *, jobs: int, stop: threading.Event, timeout: float) -> None:
        self._home, self._budget, self._stop, self._timeout = home, budget, stop, timeout
        self._headers = {
            **build_hf_headers(token=False, library_name="jllm-sync", library_version=__version__),
            "Accept-Encoding": "gzip",
        }
        self._bytes = 0
        self._lock = threading.Lock()
        set_client_factory(lambda: self._make_session(jobs))

    @property
    def bytes_read(self) -> int:
        """How many bytes of answers were read, as they came over the wire."""
        return self._bytes

    def close(self) -> None:
        """Drop all connections; a request under way fails."""
        close_session()

    def get(self, url: str, bucket: Bucket, cap: int, *, with_token: bool) -> Answer:
        """Send one request, when the budget admits it, and read its answer, whatever its status.

        Args:
            url: on any host.
            bucket: which quota the request is counted in.
            cap: how many bytes the answer may have, unpacked.
            with_token: send the token, if the URL is the Hub's own.

        Raises:
            Transient: there was no whole answer, or a server that is overloaded; another try may help.
            Malformed, TooLarge, Elsewhere: another try would not.
            RunEnds: nothing more can be asked in this run.
        """
        self._budget.admit(bucket)
        headers: Mapping[str, str] | None = None
        retry_after: float | None = None
        try:
            # auth=None would leave out the default; an empty Auth leaves out a user in the URL as well
            auth = _TokenAtHome(self._home) if with_token else httpx2.Auth()
            with get_session().stream("GET", url, headers=self._headers, auth=auth) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                status = response.status_code
                failing = status >= 400
                body = self._read(response, ERROR_BYTES if failing else cap, cut=failing)
                following = response.links.get("next", {}).get("url")
            if status == 429:
                retry_after = _seconds(headers.get("retry-after", "")) or RETRY_AFTER
                raise Transient("429 Too Many Requests", throttled=True, retry_after=retry_after)
            if status >= 500 or status == 408:
                raise Transient(f"HTTP {status}", retry_after=_seconds(headers.get("retry-after", "")))
            return Answer(status, headers, body, url, following)
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL, httpx2.LocalProtocolError) as error:
            raise Malformed(f"not a request that can be sent: {self._home.clean(str(error))}") from None
        except (ValueError, OverflowError) as error:  # how the resolver takes a host or port that cannot be
            raise Malformed(f"not a request that can be sent: {self._home.clean(str(error))}") from None
        except (httpx2.TransportError, httpx2.DecodingError, httpx2.StreamError, OSError) as error:
            self._heed_stop()
            raise Transient(f"{type(error).__name__}: {self._home.clean(str(error)) or 'no answer'}") from None
        except RuntimeError as error:  # the session was closed under us
            self._heed_stop()
            raise Transient(self._home.clean(str(error))) from None
        finally:
            self._budget.settle(bucket, headers, retry_after)

    def _read(self, response: httpx2.Response, cap: int, *, cut: bool) -> bytes:
        """The body, unpacked; more than ``cap`` bytes are cut off or raise TooLarge, before they are in memory."""
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding not in ("identity", "", "gzip", "deflate"):
            raise Malformed(f"an answer encoded as {self._home.clean(encoding)}, which was not asked for")
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding in ("gzip", "deflate") else None
        deadline = time.monotonic() + 6 * self._timeout
        parts: list[bytes] = []
        size = wire = 0
        for chunk in response.iter_raw(CHUNK):
            wire += len(chunk)
            self._heed_stop()
            if time.monotonic() > deadline:
                raise Transient("the answer came too slowly")
            try:
                part = unpack.decompress(chunk, cap + 1 - size) if unpack else chunk
            except zlib.error:
                raise Transient("a damaged compressed answer") from None
            size += len(part)
            parts.append(part)
            if size > cap:
                if cut:
                    break
                raise TooLarge(f"more than {cap:,} bytes")
        else:
            if unpack and not unpack.eof and wire:
                raise Transient("a truncated compressed answer")
        with self._lock:
            self._bytes += wire
        return b"".join(parts)[:cap]

    def raise_for(self, answer: Answer) -> None:
        """Raise huggingface_hub's error for an answer that is no success.

        Raises:
            HfHubHTTPError: the Hub says no; the class tells why.
            TokenRefused: it no longer takes the token.
            Malformed: it says neither yes nor no.
        """
        request = httpx2.Request("GET", answer.url)
        # The body is left out: hf_raise_for_status takes any JSON for an object, and the headers say it all.
        headers = httpx2.Headers({k: v for k, v in answer.headers.items() if k.startswith("x-")}, encoding="utf-8")
        if headers.get("x-error-message", "").startswith("Invalid credentials"):
            raise TokenRefused(f"{self._home.endpoint} refuses the token (HF_TOKEN): renew it, or unset it")
        hf_raise_for_status(httpx2.Response(answer.status, headers=headers, content=b"{}", request=request))
        raise Malformed(f"HTTP {answer.status}")

    def _heed_stop(self) -> None:
        if self._stop.is_set():
            raise Stopped("interrupted")

    def _make_session(self, jobs: int) -> httpx2.Client:
        return httpx2.Client(
            follow_redirects=False,
            timeout=httpx2.Timeout(self._timeout, connect=min(self._timeout, 3.0)),
            limits=httpx2.Limits(max_connections=jobs, max_keepalive_connections=jobs),
            event_hooks={"request": [self._guard]},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    def _guard(self, request: httpx2.Request) -> None:
        """The last look at a request before it leaves."""
        if "authorization" in request.headers and not self._home.holds(str(request.url)):
            raise Elsewhere("a request with credentials to another host was held back")


def _seconds(stated: str) -> float | None:
    """Retry-After in seconds; None where it is missing, a date, or no number."""
    return float(stated) if stated.isascii() and stated.isdigit() else None


class _TokenAtHome(httpx2.Auth):
    """Adds the token to requests for the Hub's own origin."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._home.token is not None and self._home.holds(str(request.url)):
            request.headers["Authorization"] = f"Bearer {self._home.token.reveal()}"
        yield request
