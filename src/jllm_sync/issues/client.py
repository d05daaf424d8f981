"""Requests to GitHub: which are repeated, how long to wait, and what each refusal means.

PyGithub speaks the protocol (authentication, GitHub Enterprise, pages' addresses, errors). Its own retries are off,
because they repeat a POST after a 502, when the issue may well have been created; so are its objects, because one of
them fetches itself anew whenever it is asked for a key that the answer lacked; and so are its redirects and its waits
for a 202: it writes into whatever repository an issue was transferred to, takes other redirects for answers, forgets
the query, and waits for ever.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from github import Auth, Github, GithubException
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, RequestsResponse
from requests.exceptions import InvalidHeader, InvalidSchema, InvalidURL, MissingSchema, RequestException
from requests.utils import parse_header_links
from urllib3.exceptions import HTTPError

from jllm_sync import __version__
from jllm_sync.errors import UserError
from jllm_sync.issues.model import ExistingIssue, IssueSettings
from jllm_sync.messages import Sayable, joined, message, said
from jllm_sync.web_address import (
    base_address,
    check_proxies,
    first_cause,
    proxy_for,
    unanswered,
    without_password,
)


@dataclass(frozen=True, slots=True)
class Access:
    """A repository on GitHub and the way in."""

    token: str = field(repr=False)
    repository: str
    """owner/name."""
    api_url: str


def access_from(environment: Mapping[str, str]) -> Access:
    """The access that GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL give; nothing is asked of GitHub.

    Raises:
        UserError: one of them is missing, or cannot be what it should be. A token is never shown.
    """
    token, repository = environment.get("GITHUB_TOKEN"), environment.get("GITHUB_REPOSITORY")
    if not token or not repository:
        missing = [] if token else ["GITHUB_TOKEN"]
        missing += [] if repository else ["GITHUB_REPOSITORY (owner/name)"]
        raise UserError(message("github-not-set", count=len(missing), names=joined(missing)))
    if not re.fullmatch("[!-~]+", token):
        raise UserError(message("github-token"))
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise UserError(message("github-repository", found=repository))
    stated = environment.get("GITHUB_API_URL") or "https://api.github.com"
    url = base_address(stated)
    if url is None:
        raise UserError(message("github-url", found=without_password(stated)))
    check_proxies(environment, socks="socks")
    return Access(token, repository, url)


Reason = Literal[
    "unauthorized",
    "forbidden",
    "not-found",
    "gone",
    "moved",
    "invalid",
    "rate-limited",
    "unclear",
    "unreachable",
    "misread",
]
Json = Mapping[str, Any]

READS = 4
"""How often a read is tried."""
PAGES = 1000
"""How many pages of one list are read: 100,000 issues."""
WAITS = 5
"""How often one request waits for a limit to pass."""
REDIRECTS = 3
"""How many redirects a read follows, all on the same host."""
TIMEOUT = 30
"""Seconds to wait for an answer."""
SECONDARY_WAIT = 60.0
"""Seconds to wait where a secondary limit names none (GitHub asks for at least a minute)."""
BETWEEN_WRITES = 1.0
"""Seconds between two writes, as GitHub asks for."""

_UNSENDABLE = (InvalidHeader, InvalidSchema, InvalidURL, MissingSchema)
"""What is wrong with a request itself: to try it again would be no use."""
_DIGITS = re.compile("[0-9]{1,12}")


class GitHubFailure(Exception):
    """A request that GitHub did not carry out, or of which it is not known whether it did."""

    def __init__(self, reason: Reason, why: Sayable, status: int | None = None) -> None:
        super().__init__(said(why, "en"))
        self.reason: Reason = reason
        self.why = why
        self.status = status


def is_refusal(failure: Exception) -> bool:
    """Whether GitHub said that the token may not do this at all, so that to try again is no use."""
    return isinstance(failure, GitHubFailure) and failure.reason in ("forbidden", "not-found")


class _Lacking(GitHubFailure, KeyError):
    """An answer lacks what GitHub's answers have: that is no mistake of ours."""


class _Answer(dict[str, Any]):
    """A JSON object of GitHub's; asked for a key that it lacks, it says so as a failure."""

    def __missing__(self, key: str) -> Any:
        raise _Lacking("misread", message("github-misread-key", name=key))


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as the executor knows it; tests pass one that does not wait."""

    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time


class Api:
    """A repository's part of GitHub's REST API.

    Args:
        token: GITHUB_TOKEN.
        repository: owner/name.
        api_url: GITHUB_API_URL; GitHub Enterprise has its own.
        max_wait: how many seconds a run may wait for limits to pass, all in all.
        clock: what time it is, and how to wait.
    """

    def __init__(
        self,
        token: str,
        repository: str,
        api_url: str = "https://api.github.com",
        max_wait: float = 900.0,
        clock: Clock | None = None,
    ) -> None:
        self.repository = repository
        self._clock = clock or Clock()
        self._waitable = max_wait
        self._written = False
        self._requester = Github(
            auth=Auth.Token(token),
            base_url=api_url.rstrip("/"),
            user_agent=f"jllm-sync/{__version__}",
            timeout=TIMEOUT,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
        ).requester
        self._root = urlsplit(api_url)
        kind = _Secure if self._root.scheme == "https" else _Plain
        host = self._root.hostname or ""
        self._connection = kind(f"[{host}]" if ":" in host else host, self._root.port, timeout=TIMEOUT)

    def get(self, path: str, **parameters: Any) -> Json:
        """Read something of the repository; a path that begins with ``//`` is read from the API's root."""
        url = self._url(path)
        data = self._read(url, parameters)[1]
        if not isinstance(data, dict):
            raise GitHubFailure("misread", message("github-misread", request=f"GET {url}"))
        return data

    def page(self, path: str, **parameters: Any) -> list[Json]:
        """Read the first page of a list."""
        return self._listed(self._url(path), parameters)[1]

    def pages(self, path: str, **parameters: Any) -> Iterator[Json]:
        """Read all pages of a list, by the links that GitHub gives."""
        url: str | None = self._url(path)
        asked: Mapping[str, Any] = {"per_page": 100, **parameters}
        seen: set[str] = set()
        while url is not None:
            if url in seen or len(seen) == PAGES:
                raise GitHubFailure("misread", message("github-endless", request=f"GET {url}", count=len(seen)))
            seen.add(url)
            headers, data = self._listed(url, asked)
            yield from data
            links = parse_header_links(headers.get("link", ""))
            url, asked = next((one["url"] for one in links if "next" in one.get("rel", "").lower().split()), None), {}

    def _listed(self, url: str, parameters: Mapping[str, Any]) -> tuple[Mapping[str, str], list[Json]]:
        headers, data = self._read(url, parameters)
        if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
            why = message("github-misread-list", request=f"GET {url}", found=type(data).__name__)
            raise GitHubFailure("misread", why)
        return headers, data

    def post(self, path: str, body: Json) -> Json:
        """Create something. It is sent once: a failure of reason ``unclear`` may hide a success."""
        return self._write("POST", path, body)

    def patch(self, path: str, body: Json) -> Json:
        """Change something; sent once, too."""
        return self._write("PATCH", path, body)

    def delete(self, path: str) -> None:
        """Take something away; where it is gone already, that is as good."""
        try:
            self._send("DELETE", self._url(path), None, None)
        except GitHubFailure as failure:
            if failure.reason not in ("not-found", "gone", "invalid"):
                raise

    def pause(self, seconds: float) -> None:
        """Wait."""
        self._clock.sleep(seconds)

    def _url(self, path: str) -> str:
        return path[1:] if path.startswith("//") else f"/repos/{self.repository}{path}"

    def _read(self, url: str, parameters: Mapping[str, Any]) -> tuple[Mapping[str, str], Any]:
        for attempt in range(1, READS + 1):
            try:
                return self._send("GET", url, dict(parameters), None)
            except GitHubFailure as failure:
                if failure.reason != "unclear":
                    raise
                if attempt == READS:
                    raise GitHubFailure("unreachable", failure.why, failure.status) from failure
                self._clock.sleep(2.0 ** (attempt - 1))
        raise AssertionError("unreachable code")

    def _write(self, verb: str, path: str, body: Json) -> Json:
        if self._written:
            self._clock.sleep(BETWEEN_WRITES)
        self._written = True
        url = self._url(path)
        _, data = self._send(verb, url, None, body)
        if not isinstance(data, dict):
            raise GitHubFailure("unclear", message("github-misread", request=f"{verb} {url}"))
        return data

    def _send(
        self, verb: str, url: str, parameters: dict[str, Any] | None, body: Json | None
    ) -> tuple[Mapping[str, str], Any]:
        """One request; again only after a limit, which refuses a request for certain."""
        for _ in range(WAITS):
            try:
                return self._answered(verb, url, parameters, body)
            except _Elsewhere as moved:
                raise moved.failure(f"{verb} {url}") from None
            except GithubException as error:
                wait = self._wait_for(error)
                if wait is None:
                    raise _failure(verb, url, error) from error
                if wait > self._waitable:
                    left = round(self._waitable)
                    why = message("github-limit", request=f"{verb} {url}", wait=round(wait), left=left)
                    raise GitHubFailure("rate-limited", why, error.status) from error
                self._waitable -= wait
                self._clock.sleep(wait)
            except _UNSENDABLE as error:
                why = message("github-unsent", request=f"{verb} {url}", why=type(error).__name__)
                raise GitHubFailure("invalid", why) from error
            except (RequestException, HTTPError, OSError) as error:
                raise GitHubFailure("unclear", self._unanswered(f"{verb} {url}", error)) from error
            except (AssertionError, RuntimeError, ValueError) as error:  # PyGithub's word for an answer it refuses
                raise GitHubFailure("misread", f"{verb} {url}: {type(error).__name__}: {error}"[:300]) from error
        raise GitHubFailure("rate-limited", message("github-limited", request=f"{verb} {url}", count=WAITS))

    def _unanswered(self, request: str, error: Exception) -> Sayable:
        """Which host did not answer, and why."""
        host, cause = self._root.netloc, first_cause(error)
        said_ = f"{cause.strerror or cause}" if isinstance(cause, OSError) and str(cause) else type(error).__name__
        why = message("github-unanswered", request=request, host=host, why=said_)
        return unanswered(why, error, proxy_for(self._root.geturl()), "REQUESTS_CA_BUNDLE")

    def _answered(
        self, verb: str, url: str, parameters: dict[str, Any] | None, body: Json | None
    ) -> tuple[Mapping[str, str], Any]:
        """An answer of success; a read follows redirects on the same host, with the query that it brings or had."""
        for _ in range(REDIRECTS + 1):
            try:
                status, headers, text = self._requester.requestJson(verb, url, parameters, None, body, self._connection)
            except _Elsewhere as moved:
                target = urlsplit(urljoin(f"{self._root.scheme}://{self._root.netloc}", moved.location))
                if verb != "GET" or not moved.location or _origin(target) != _origin(self._root):
                    raise
                url, parameters = target.geturl(), None if target.query else parameters
                last = moved
                continue
            if status >= 400:
                raise self._requester.createException(status, headers, _error(text))
            return headers, json.loads(text, object_hook=_Answer) if text else None
        raise last

    def _wait_for(self, error: GithubException) -> float | None:
        """Seconds until a limit has passed; None where it is no limit that refused the request."""
        if error.status not in (403, 429):
            return None
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        after = headers.get("retry-after", "")
        if _DIGITS.fullmatch(after):
            return float(after)
        if headers.get("x-ratelimit-remaining") == "0" and _DIGITS.fullmatch(headers.get("x-ratelimit-reset", "")):
            return max(0.0, float(headers["x-ratelimit-reset"]) - self._clock.now()) + 1.0
        text = _message(error).lower()
        return SECONDARY_WAIT if error.status == 429 or "rate limit" in text or "abuse" in text else None


def _error(text: str) -> dict[str, Any]:
    """What an error says, where it is no page of a proxy's."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _origin(url: SplitResult) -> tuple[str, str | None, int]:
    return url.scheme, url.hostname, url.port or (443 if url.scheme == "https" else 80)


class _Elsewhere(Exception):
    """An answer that is none: what was asked for is elsewhere (3xx), or is still being made (202)."""

    def __init__(self, status: int, location: str) -> None:
        super().__init__(status)
        self.status, self.location = status, location

    def failure(self, request: str) -> GitHubFailure:
        """What that means for a request that does not go after it."""
        if self.status == 202:
            return GitHubFailure("unclear", f"{request}: 202", 202)
        return GitHubFailure("moved", message("github-moved", request=request, status=str(self.status)), self.status)


def _looked_at(response: RequestsResponse, verb: str) -> RequestsResponse:
    if 300 <= response.status < 400 or (response.status == 202 and verb == "GET"):
        headers = {name.lower(): value for name, value in response.getheaders()}
        raise _Elsewhere(response.status, headers.get("location", ""))
    return response


class _Secure(HTTPSRequestsConnectionClass):
    """A connection whose answers PyGithub sees only where they are answers."""

    def getresponse(self) -> RequestsResponse:
        return _looked_at(super().getresponse(), self.verb)


class _Plain(HTTPRequestsConnectionClass):
    """The same without TLS, for a server of one's own."""

    def getresponse(self) -> RequestsResponse:
        return _looked_at(super().getresponse(), self.verb)


_REASONS: Mapping[int, Reason] = {
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    410: "gone",
    422: "invalid",
}


def _failure(verb: str, url: str, error: GithubException) -> GitHubFailure:
    reason: Reason = "unclear" if error.status >= 500 else _REASONS.get(error.status, "invalid")
    text = _message(error)
    return GitHubFailure(reason, f"{verb} {url}: {error.status}{f' {text}' if text else ''}", error.status)


def _message(error: GithubException) -> str:
    data = error.data
    if not isinstance(data, dict):
        return ""
    details = data.get("errors")
    more = [one.get("message") or one.get("code") if isinstance(one, dict) else one for one in details or []]
    return ": ".join(str(text) for text in (data.get("message"), *more) if text)[:300]


@dataclass(frozen=True, slots=True)
class Repository:
    """What a sync has to know of the repository."""

    name: str
    default_branch: str
    owner: str


def open_repository(api: Api, *, needs_issues: bool = True) -> Repository:
    """Look the repository up, and follow it where it was renamed; raises GitHubFailure where it takes no issues."""
    data = api.get("")
    api.repository = str(data["full_name"])
    if data.get("archived"):
        raise GitHubFailure("gone", message("github-archived", repository=api.repository))
    if needs_issues and data.get("has_issues") is False:
        raise issues_disabled(api.repository)
    owner = str((data.get("owner") or {}).get("login") or api.repository.split("/")[0])
    return Repository(api.repository, str(data.get("default_branch") or "main"), owner)


def issues_disabled(repository: str) -> GitHubFailure:
    """The failure of a repository that has no issues."""
    return GitHubFailure("gone", message("github-no-issues", repository=repository), 410)


def existing_issues(api: Api, settings: IssueSettings) -> list[ExistingIssue]:
    """All issues with our label, open and closed, and all open ones of our authors, whose label may have been lost."""
    found: dict[int, ExistingIssue] = {}
    asked = [{"state": "all", "labels": settings.label}]
    asked += [{"state": "open", "creator": author} for author in settings.authors]
    try:
        for parameters in asked:
            for data in api.pages("/issues", **parameters):
                if "pull_request" not in data:
                    issue = ExistingIssue.from_api(data)
                    found.setdefault(issue.number, issue)
        return list(found.values())
    except GitHubFailure as failure:
        raise issues_disabled(api.repository) if failure.reason == "gone" else failure from failure
    except (KeyError, TypeError, AttributeError) as error:
        why = message("github-misread-issue", repository=api.repository, why=repr(error))
        raise GitHubFailure("misread", why) from error


def has_label(api: Api, settings: IssueSettings) -> bool:
    """Whether the repository has our label."""
    try:
        api.get(f"/labels/{quote(settings.label, safe='')}")
    except GitHubFailure as failure:
        if failure.reason != "not-found":
            raise
        return False
    return True


def make_label(api: Api, settings: IssueSettings) -> None:
    """Make our label; that it exists by now, or that it is not known whether it does, is no failure."""
    description = said(message("github-label"), settings.language)
    try:
        api.post("/labels", {"name": settings.label, "color": "ffcc4d", "description": description})
    except GitHubFailure as failure:
        if failure.reason not in ("invalid", "unclear"):
            raise
