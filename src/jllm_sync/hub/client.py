"""One way to ask the Hub: every request of the live source goes through :meth:`HubClient.ask`.

The HTTP client is huggingface_hub's session, made by our factory: it follows no redirect by itself, keeps no cookie,
and adds the token to requests for the Hub's own origin only.
"""

from __future__ import annotations

import random
import threading
import time
import zlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from jllm_sync import __version__
from jllm_sync.errors import UserError
from jllm_sync.hub.budget import Bucket, Budget
from jllm_sync.hub.credentials import Secret, origin
from jllm_sync.hub.failure import (
    Elsewhere,
    Malformed,
    Stopped,
    TokenRefused,
    TooLarge,
    Transient,
    Unreachable,
)
from jllm_sync.hub.library import (
    HfHubHTTPError,
    build_hf_headers,
    close_session,
    get_session,
    hf_raise_for_status,
    httpx2,
    set_client_factory,
)
from jllm_sync.hub.retry import Breaker, Patience

T = TypeVar("T")

REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 3
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
    next: str | None = None
    """The URL that the Link header calls the next page."""


class HubClient:
    """Asks the Hub, in any thread.

    Args:
        endpoint: the Hub's URL, without a path.
        token: sent to the endpoint's origin, and nowhere else.
        jobs: how many connections are kept.
        timeout: seconds to wait for a connection or for the next part of an answer; six times as many for all of it.
        draw: where the jitter comes from.
    """

    def __init__(
        self,
        endpoint: str,
        token: Secret | None,
        budget: Budget,
        breaker: Breaker,
        *,
        jobs: int,
        stop: threading.Event,
        timeout: float = 10.0,
        patience: Patience | None = None,
        draw: random.Random | None = None,
    ) -> None:
        self.endpoint = endpoint.rstrip("/")
        self._home = origin(self.endpoint)
        if self._home is None:
            raise UserError(
                f"HF_ENDPOINT: expected the URL of a Hub, such as https://huggingface.co, found {endpoint!r}"
            )
        self.token, self._budget, self._breaker, self._stop = token, budget, breaker, stop
        self._timeout, self._patience = timeout, patience or Patience()
        self._draw = draw or random.Random()
        self._headers = {
            **build_hf_headers(token=False, library_name="jllm-sync", library_version=__version__),
            "Accept-Encoding": "gzip",
        }
        self.etags_are_hashes = False
        """Whether a file of this endpoint had its Git hash as its ETag: then all files have."""
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

    def ask(
        self,
        url: str,
        read: Callable[[Answer], T],
        *,
        bucket: Bucket,
        cap: int,
        anonymous: bool = False,
        redirects_elsewhere: bool = False,
        follow: bool = True,
    ) -> T:
        """Ask until there is a usable answer, or no sense in asking on.

        Args:
            url: on the endpoint.
            read: makes the result of a successful answer; it raises Transient when the answer is damaged.
            bucket: which quota the request is counted in.
            cap: how many bytes the answer may have, unpacked.
            anonymous: leave the token out.
            redirects_elsewhere: follow redirects to other hosts, without the token.
            follow: follow redirects at all; otherwise ``read`` gets them.

        Returns:
            What ``read`` made of the answer.

        Raises:
            HfHubHTTPError: the Hub says no; huggingface_hub's classes tell why.
            HubFailure: there is no usable answer: Unreachable, Malformed, TooLarge, Elsewhere.
            RunEnds: nothing more can be asked in this run.
        """
        failed = 0
        while True:
            self._breaker.check()
            answered = False
            try:
                if follow:
                    answer = self._follow(url, bucket, cap, anonymous, redirects_elsewhere)
                else:
                    answer = self._exchange(url, bucket, cap, not anonymous)
                if answer.status >= 300 and answer.status not in REDIRECTS:
                    self._raise_for(answer)
                answered = True
                result = read(answer)
            except Transient as error:
                failed += 1
                if not error.throttled:
                    self._breaker.failure(str(error), answered=answered)
                self._breaker.check()
                if failed >= self._patience.tries:
                    raise Unreachable(f"{error} ({failed} tries)") from None
                delay = min(self._patience.delay(failed, self._draw), self._breaker.longest_wait)
                if error.retry_after is not None and not error.throttled:
                    delay = max(delay, min(error.retry_after, self._patience.cap))
                self._budget.pause(delay)
            except (HfHubHTTPError, TooLarge, Malformed, Elsewhere):
                self._breaker.success()
                raise
            else:
                self._breaker.success()
                return result

    def clean(self, text: str) -> str:
        """A text of the Hub's, fit to be shown: one line, no control characters, no token, not long."""
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return (self.token.redact(line) if self.token else line)[:300]

    def at_home(self, url: str) -> bool:
        """Whether a URL is on the endpoint: the same scheme, host and port, and no user in it."""
        return origin(url) == self._home

    def _follow(self, url: str, bucket: Bucket, cap: int, anonymous: bool, elsewhere: bool) -> Answer:
        target, visited = url, {url}
        for _ in range(MAX_REDIRECTS + 1):
            home = self.at_home(target)
            answer = self._exchange(target, bucket if home else "elsewhere", cap, home and not anonymous)
            if answer.status not in REDIRECTS:
                return answer
            location = answer.headers.get("location", "")
            target = urljoin(target, location)
            if self.at_home(target) and not urlsplit(target).query and (query := urlsplit(url).query):
                target = f"{target}?{query}"
            if target in visited:
                raise Transient("redirected in a circle")
            visited.add(target)
            if not self.at_home(target) and not (elsewhere and self._may_leave_to(target)):
                raise Elsewhere(f"redirected to another host ({self.clean(target)})")
        raise Transient(f"redirected more than {MAX_REDIRECTS} times")

    def _may_leave_to(self, url: str) -> bool:
        """Files may stand on another host, but never behind a weaker scheme than the Hub's."""
        place = origin(url)
        assert self._home is not None
        return place is not None and (place[0] == "https" or self._home[0] == "http")

    def _exchange(self, url: str, bucket: Bucket, cap: int, with_token: bool) -> Answer:
        self._budget.admit(bucket)
        headers: Mapping[str, str] | None = None
        retry_after: float | None = None
        try:
            # auth=None would leave out the default; an empty Auth leaves out a user in the URL as well
            auth = _TokenAtHome(self) if with_token else httpx2.Auth()
            with get_session().stream("GET", url, headers=self._headers, auth=auth) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                status = response.status_code
                failing = status >= 400
                body = self._read(response, ERROR_BYTES if failing else cap, cut=failing)
                following = response.links.get("next", {}).get("url")
            if status == 429:
                stated = headers.get("retry-after", "")
                if "ratelimit" not in headers:
                    retry_after = float(stated) if stated.isdigit() else RETRY_AFTER
                raise Transient("429 Too Many Requests", throttled=True, retry_after=retry_after)
            if status >= 500 or status == 408:
                stated = headers.get("retry-after", "")
                raise Transient(f"HTTP {status}", retry_after=float(stated) if stated.isdigit() else None)
            return Answer(status, headers, body, url, urljoin(url, following) if following else None)
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL, httpx2.LocalProtocolError) as error:
            raise Malformed(f"not a request that can be sent: {self.clean(str(error))}") from None
        except (httpx2.TransportError, httpx2.DecodingError, httpx2.StreamError, OSError) as error:
            self._heed_stop()
            raise Transient(f"{type(error).__name__}: {self.clean(str(error)) or 'no answer'}") from None
        except RuntimeError as error:  # the session was closed under us
            self._heed_stop()
            raise Transient(self.clean(str(error))) from None
        finally:
            self._budget.settle(bucket, headers, retry_after)

    def _read(self, response: httpx2.Response, cap: int, *, cut: bool) -> bytes:
        """The body, unpacked; more than ``cap`` bytes are cut off or raise TooLarge, before they are in memory."""
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding not in ("identity", "", "gzip", "deflate"):
            raise Malformed(f"an answer encoded as {self.clean(encoding)}, which was not asked for")
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

    def _raise_for(self, answer: Answer) -> None:
        """Raise huggingface_hub's error for an answer that is no success."""
        request = httpx2.Request("GET", answer.url)
        # The body is left out: hf_raise_for_status takes any JSON for an object, and the headers say it all.
        headers = {k: v for k, v in answer.headers.items() if k.startswith("x-")}
        if headers.get("x-error-message", "").startswith("Invalid credentials"):
            raise TokenRefused(f"{self.endpoint} refuses the token (HF_TOKEN): renew it, or unset it")
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
        if "authorization" in request.headers and not self.at_home(str(request.url)):
            raise Elsewhere("a request with credentials to another host was held back")


class _TokenAtHome(httpx2.Auth):
    """Adds the token to requests for the Hub's own origin."""

    def __init__(self, client: HubClient) -> None:
        self._client = client

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._client.token is not None and self._client.at_home(str(request.url)):
            request.headers["Authorization"] = f"Bearer {self._client.token.reveal()}"
        yield request
