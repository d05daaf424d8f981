"""One way to ask the Hub: where the token may go, one request and its answer, and asking until there is one.

The HTTP client is huggingface_hub's session, made by our factory: it follows no redirect by itself, keeps no cookie,
and adds the token to requests for the Hub's own origin only. Every request passes through :meth:`HubClient.ask`.
The library's ``hf_raise_for_status`` is not used: it takes the answer to an expired token for a missing repo, knows a
missing repo on https only, and prints what the Hub says in ``X-HF-Warning``.
"""

from __future__ import annotations

import random
import re
import threading
import time
import zlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx2
from huggingface_hub import close_session, constants, get_session, set_client_factory
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # public

from jllm_sync import __version__
from jllm_sync.errors import UserError
from jllm_sync.hub.budget import Breaker, Bucket, Budget, Patience, retry_after
from jllm_sync.hub.facts import parse_json
from jllm_sync.hub.failure import (
    BadQuery,
    Disabled,
    Elsewhere,
    FileMissing,
    Gated,
    HubFailure,
    Malformed,
    Refused,
    RepoMissing,
    RevisionMissing,
    Stopped,
    TokenRefused,
    TooLarge,
    Transient,
    Unreachable,
)
from jllm_sync.messages import Sayable, message
from jllm_sync.web_address import unanswered

constants.HF_HUB_DISABLE_TELEMETRY = True  # for a process that had imported it before this package


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
        raise UserError(message("hub-token.odd"))
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
        endpoint: its URL; a mirror may have a path.
        token: what it knows us by; None asks anonymously.
        proxy: by which it is asked, fit to be shown; empty for none.

    Raises:
        UserError: the endpoint is no URL.
    """

    def __init__(self, endpoint: str, token: Secret | None, proxy: str = "") -> None:
        self.endpoint, self.token, self.proxy = endpoint.rstrip("/"), token, proxy
        place = origin(self.endpoint)
        if place is None:
            raise UserError(message("hub-endpoint", found=repr(endpoint)))
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


ERROR_BYTES = 100_000
"""How much is read of an answer that is an error."""
CHUNK = 65_536


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
    trail: tuple[Mapping[str, str], ...] = ()
    """The headers of the Hub's own answers that led here, redirects and this one."""

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
            raise Malformed(message("hub-odd.no-url")) from None


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
        self._jobs = jobs
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

        A connection that was kept and that the server has closed meanwhile is no failure: the request is sent again at
        once, at most as often as connections are kept.

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
        for _ in range(self._jobs):
            try:
                return self._send(url, bucket, cap, with_token=with_token)
            except _Stale:
                continue
        return self._send(url, bucket, cap, with_token=with_token)

    def _send(self, url: str, bucket: Bucket, cap: int, *, with_token: bool) -> Answer:
        """Send one request; raises _Stale beside what :meth:`get` says."""
        self._budget.admit(bucket)
        headers: Mapping[str, str] | None = None
        throttled = False
        events: list[str] = []
        tracing = {"trace": lambda event, _: events.append(event)}
        try:
            # auth=None would leave out the default; an empty Auth leaves out a user in the URL as well
            auth = _TokenAtHome(self._home) if with_token else httpx2.Auth()
            with get_session().stream("GET", url, headers=self._headers, auth=auth, extensions=tracing) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                status = response.status_code
                failing = status >= 400
                body = self._read(response, ERROR_BYTES if failing else cap, cut=failing)
                following = response.links.get("next", {}).get("url")
            if status == 429:
                throttled = True
                raise Transient(message("hub-status", status="429"), throttled=True)
            if status >= 500 or status in (408, 425):  # it waited too long, or is asked again at once
                raise Transient(message("hub-status", status=str(status)), retry_after=retry_after(headers))
            return Answer(status, headers, body, url, following)
        except HubFailure as failure:
            failure.trail = (headers or {},)
            raise
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL, httpx2.LocalProtocolError) as error:
            raise self._unsendable(error) from None
        except (ValueError, OverflowError) as error:  # how the resolver takes a host or port that cannot be
            raise self._unsendable(error) from None
        except (httpx2.TransportError, httpx2.DecodingError, httpx2.StreamError, OSError) as error:
            self._heed_stop()
            kept = not any("connect_tcp" in event for event in events)
            if kept and headers is None and isinstance(error, _CLOSED):
                raise _Stale(str(error), answered=False) from None
            raise self._dropped(error, headers) from None
        except RuntimeError as error:  # the session was closed under us
            self._heed_stop()
            raise self._dropped(error, headers) from None
        finally:
            self._budget.settle(bucket, headers, throttled=throttled)

    def _unsendable(self, error: Exception) -> Malformed:
        return Malformed(message("hub-odd.unsendable", why=self._home.clean(str(error))))

    def _dropped(self, error: Exception, headers: Mapping[str, str] | None) -> Transient:
        what: Sayable = (
            f"{type(error).__name__}: {why}" if (why := self._home.clean(str(error))) else message("hub-mute")
        )
        if headers is None:
            what = unanswered(what, error, self._home.clean(self._home.proxy), "SSL_CERT_FILE")
        return Transient(what, answered=headers is not None)

    def _read(self, response: httpx2.Response, cap: int, *, cut: bool) -> bytes:
        """The body, unpacked; more than ``cap`` bytes are cut off or raise TooLarge, before they are in memory."""
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding not in ("identity", "", "gzip", "deflate"):
            raise Malformed(message("hub-odd.encoding", encoding=self._home.clean(encoding)))
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding in ("gzip", "deflate") else None
        deadline = time.monotonic() + 6 * self._timeout
        parts: list[bytes] = []
        size = wire = 0
        for chunk in response.iter_raw(CHUNK):
            wire += len(chunk)
            self._heed_stop()
            if time.monotonic() > deadline:
                raise Transient(message("hub-odd.slow"))
            try:
                part = unpack.decompress(chunk, cap + 1 - size) if unpack else chunk
            except zlib.error:
                raise Transient(message("hub-odd.damaged")) from None
            size += len(part)
            parts.append(part)
            if size > cap:
                if cut:
                    break
                raise TooLarge(message("hub-odd.large", most=cap))
        else:
            if unpack and not unpack.eof and wire:
                raise Transient(message("hub-odd.damaged"))
        with self._lock:
            self._bytes += wire
        return b"".join(parts)[:cap]

    def refusal(self, answer: Answer) -> HubFailure | TokenRefused:
        """What an answer that is no success says; https://huggingface.co/docs/hub/api tells of its headers."""
        text = self._home.clean(answer.headers.get("x-error-message", "") or _error_in(answer.body))
        if answer.status == 401 and _BAD_TOKEN.match(text):
            return TokenRefused(message("hub-token.refused-now", endpoint=self._home.endpoint, text=text))
        code = answer.headers.get("x-error-code", "")
        if code in _REFUSALS:
            return _REFUSALS[code](answer.status, text)
        if text == _DISABLED:
            return Disabled(answer.status, text)
        if answer.status == 401 and text == _UNKNOWN_TO_STRANGERS:
            return RepoMissing(answer.status, text)
        return (BadQuery if answer.status == 400 else Refused)(answer.status, text)

    def _heed_stop(self) -> None:
        if self._stop.is_set():
            raise Stopped

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
            raise Elsewhere(message("hub-odd.held-back"))


_CLOSED = (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError)


class _Stale(Transient):
    """A connection that was kept had been closed by the server before it took the request."""


_REFUSALS: Mapping[str, type[Refused]] = {
    "RepoNotFound": RepoMissing,
    "RevisionNotFound": RevisionMissing,
    "EntryNotFound": FileMissing,
    "GatedRepo": Gated,
}
"""By the Hub's ``X-Error-Code``."""
_DISABLED = "Access to this resource is disabled."
_UNKNOWN_TO_STRANGERS = "Invalid username or password."
"""What the Hub says, without a code, to who has no token and asks for a repo that is not there or private."""
_BAD_TOKEN = re.compile(r"Invalid credentials in Authorization header|User Access Token .* is expired")


def _error_in(body: bytes) -> str:
    """The message of an error in JSON, ``{"error": …}``, where its header is missing."""
    try:
        stated = parse_json(body)
    except (ValueError, RecursionError):
        return ""
    error = stated.get("error") if isinstance(stated, dict) else None
    return error if isinstance(error, str) else ""


class _TokenAtHome(httpx2.Auth):
    """Adds the token to requests for the Hub's own origin."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if self._home.token is not None and self._home.holds(str(request.url)):
            request.headers["Authorization"] = f"Bearer {self._home.token.reveal()}"
        yield request


T = TypeVar("T")

REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 3


class HubClient:
    """Asks the Hub, in any thread, as often as it takes.

    Args:
        home: the Hub; the token goes there, and nowhere else.
        jobs: how many connections are kept.
        timeout: seconds to wait for a connection or for the next part of an answer; six times as many for all of it.
        draw: where the jitter comes from.
    """

    def __init__(
        self,
        home: Home,
        budget: Budget,
        breaker: Breaker,
        *,
        jobs: int,
        stop: threading.Event,
        timeout: float = 10.0,
        patience: Patience | None = None,
        draw: random.Random | None = None,
    ) -> None:
        self.home, self._budget, self._breaker = home, budget, breaker
        self._patience, self._draw = patience or Patience(), draw or random.Random()
        self._exchange = Exchange(home, budget, jobs=jobs, stop=stop, timeout=timeout)
        self.etags_are_hashes = False
        """Whether a file of this endpoint had its Git hash as its ETag: then all files have."""

    @property
    def bytes_read(self) -> int:
        """How many bytes of answers were read, as they came over the wire."""
        return self._exchange.bytes_read

    def close(self) -> None:
        """Drop all connections; a request under way fails."""
        self._exchange.close()

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
        vital: bool = True,
        tries: int | None = None,
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
            vital: whether errors of the server (5xx) in answer to this mean that the Hub is down.
            tries: how often to try where the server answers with an error, if that is less than is usual.

        Returns:
            What ``read`` made of the answer.

        Raises:
            HubFailure: the Hub says no (Refused), or there is no usable answer (Unreachable, Malformed, TooLarge,
                Elsewhere).
            RunEnds: nothing more can be asked in this run.
        """
        failed = 0
        while True:
            asked = self._breaker.asked()
            try:
                answer = self._answer(url, bucket, cap, anonymous, redirects_elsewhere, follow)
                if answer.status >= 400:
                    raise self._exchange.refusal(answer)
                if answer.status != 200 and answer.status not in REDIRECTS:  # a part, or nothing, that nobody asked for
                    raise Transient(message("hub-status", status=str(answer.status)))
                result = read(answer)
            except Transient as error:
                failed += 1
                self._breaker.failure(error, asked, vital=vital)
                self._breaker.check()
                if failed >= (tries if tries and error.answered else self._patience.tries):
                    told = message("hub-tried", why=error.what, tries=failed)
                    raise Unreachable(told, answered=error.answered) from None
                delay = min(self._patience.delay(failed, self._draw), self._breaker.longest_wait)
                if error.retry_after is not None:
                    delay = max(delay, min(error.retry_after, self._patience.cap))
                self._budget.pause(delay)
            except HubFailure:
                self._breaker.success()
                raise
            else:
                self._breaker.success()
                return result

    def _answer(self, url: str, bucket: Bucket, cap: int, anonymous: bool, elsewhere: bool, follow: bool) -> Answer:
        target, visited, trail = url, {url}, tuple[Mapping[str, str], ...]()
        for _ in range(MAX_REDIRECTS + 1):
            home = self.home.holds(target)
            try:
                answer = self._exchange.get(
                    target, bucket if home else "elsewhere", cap, with_token=home and not anonymous
                )
            except HubFailure as failure:
                failure.trail = (*trail, *(failure.trail if home else ()))
                raise
            trail = (*trail, answer.headers) if home else trail
            if not follow or answer.status not in REDIRECTS:
                return replace(answer, trail=trail)
            try:
                target = self._next_place(answer, url, elsewhere)
            except HubFailure as failure:
                failure.trail = trail
                raise
            if target in visited:
                raise Transient(message("hub-odd.circle"))
            visited.add(target)
        raise Transient(message("hub-odd.redirects", most=MAX_REDIRECTS))

    def _next_place(self, answer: Answer, asked: str, elsewhere: bool) -> str:
        """The URL that a redirect leads to; where the Hub left it out, with the query that was asked."""
        target = answer.location
        home = self.home.holds(target)
        if home and not urlsplit(target).query and (query := urlsplit(asked).query):
            return f"{target}?{query}"
        if not home and not (elsewhere and self.home.may_lead_to(target)):
            raise Elsewhere(message("hub-odd.elsewhere", place=self.home.clean(target)))
        return target
