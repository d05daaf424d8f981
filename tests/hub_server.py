"""A real HTTP server on the loopback that speaks the Hub's API from a recording.

It knows what src/jllm_sync/hub relies on: listings with pages and ``Link`` headers, ``expand``, model info, redirects
of renamed repos, gated, disabled and vanished repos with their ``X-Error-Code``, files with ``ETag`` and
``X-Repo-Commit``, quotas in fixed windows, latency, and faults on demand.

Serve a recording by hand::

    python -m tests.hub_server RECORDING --latency-ms 40 --port 8080
    HF_ENDPOINT=http://127.0.0.1:8080 jllm-sync check
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import random
import re
import socket
import ssl
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from jllm_sync.hub.observation import Absent, Observation, Present
from jllm_sync.hub.recording import Recording, embedded_recording, read_recording
from jllm_sync.repo import RepoKind

ANONYMOUS_QUOTAS: Mapping[str, int] = {"api": 500, "resolvers": 3000, "pages": 100}
"""Requests a window of 5 minutes, from the Hub's documentation on rate limits."""
MAX_PAGE = 1000
LISTING_REFUSES = {"baseModels", "childrenModelCount", "usedStorage"}
"""``expand`` fields that only model info takes (https://github.com/huggingface/huggingface_hub/pull/3182)."""
EXPANDABLE = {
    *(
        "author",
        "baseModels",
        "cardData",
        "childrenModelCount",
        "config",
        "createdAt",
        "disabled",
        "downloads",
    ),
    *(
        "gated",
        "gguf",
        "lastModified",
        "library_name",
        "likes",
        "pipeline_tag",
        "private",
        "safetensors",
        "sdk",
    ),
    *("sha", "siblings", "tags", "usedStorage"),
}
FaultKind = Literal[
    "500",
    "503",
    "429",
    "reset",
    "truncate",
    "slow",
    "bad-json",
    "wrong-length",
    "redirect-loop",
    "huge",
    "hang",
    "stale",
]
"""``stale``: a connection that was kept is closed when the next request comes on it, as a server does whose patience
ends at that moment; on a new connection nothing goes wrong."""
TRANSIENT: tuple[FaultKind, ...] = (
    *("500", "503", "reset", "truncate", "slow", "bad-json", "wrong-length", "redirect-loop"),
)  # fmt: skip
_PREFIX: Mapping[RepoKind, str] = {"model": "", "dataset": "datasets/", "space": "spaces/"}


@dataclass
class Repo:
    """One repo as the server serves it."""

    id: str
    kind: RepoKind
    sha: str
    info: dict[str, Any]
    """What model info says, by its API names; ``id``, ``sha`` and ``siblings`` are added when it is served."""
    files: dict[str, bytes]
    state: Literal["ok", "gone", "disabled"] = "ok"
    unlisted: bool = False
    """Whether listings leave it out although it answers."""

    @property
    def owner(self) -> str:
        return self.id.split("/")[0] if "/" in self.id else ""

    @property
    def ties(self) -> list[str]:
        """The tags that the Hub makes of the card's ``base_model`` and ``base_model_relation``."""
        card = self.info.get("cardData")
        stated = card.get("base_model") if isinstance(card, dict) else None
        bases = [base for base in (stated if isinstance(stated, list) else [stated]) if isinstance(base, str)]
        relation = card.get("base_model_relation", "finetune") if isinstance(card, dict) else "finetune"
        return [tag for base in bases for tag in (f"base_model:{base}", f"base_model:{relation}:{base}")]

    @property
    def languages(self) -> list[str]:
        """The tags that the Hub makes of the card's ``language``."""
        card = self.info.get("cardData")
        stated = card.get("language") if isinstance(card, dict) else None
        return [code for code in (stated if isinstance(stated, list) else [stated]) if isinstance(code, str)]

    def api(self, expand: Sequence[str] | None) -> dict[str, Any]:
        """The repo in the API's form."""
        everything = {
            **self.info,
            **({"tags": [*self.info.get("tags", ()), *self.ties]} if self.ties else {}),
            "sha": self.sha,
            "siblings": [{"rfilename": name} for name in sorted(self.files)],
        }
        shown = everything if expand is None else {k: v for k, v in everything.items() if k in expand}
        return {"_id": hashlib.sha1(self.id.encode()).hexdigest()[:24], "id": self.id, **shown}

    def touch(self, number: int) -> None:
        """A new commit that changes config.json."""
        self.sha = hashlib.sha1(f"{self.sha} {number}".encode()).hexdigest()
        config = json.loads(self.files.get("config.json", b"{}"))
        self.files["config.json"] = json.dumps({**config, "commit": number}).encode()


@dataclass
class Faults:
    """Which answers go wrong, and how."""

    probability: float = 0.0
    """The share of answers that go wrong, of the ``kinds``."""
    kinds: Sequence[FaultKind] = TRANSIENT
    seed: int = 0
    by_path: dict[str, list[FaultKind] | FaultKind] = field(default_factory=dict)
    """Regular expressions of path and query: a list is used up one by one, a single kind lasts."""
    slow_seconds: float = 0.0
    """How long a slow body takes."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._lock = threading.Lock()

    def next(self, path: str) -> FaultKind | None:
        with self._lock:
            for pattern, planned in self.by_path.items():
                if not re.search(pattern, path):
                    continue
                if isinstance(planned, str):
                    return planned
                if planned:
                    return planned.pop(0)
            if self.probability and self._random.random() < self.probability:
                return self._random.choice(list(self.kinds))
        return None


@dataclass(frozen=True)
class Logged:
    """One request as it arrived."""

    method: str
    path: str
    bucket: str
    status: int
    token: str | None
    host: str


class HubServer:
    """The server; use it as a context manager.

    Args:
        repos: what it serves; see :func:`repos_of`.
        renamed: old IDs (lower case) by kind, with the new ID.
        quotas: requests a window and bucket; None counts without limit.
        window: the length of a window in seconds.
        clock: what windows are measured by.
        latency: seconds before each answer.
        tokens: tokens that are good; any other is refused.
        granted: the tokens that may read gated repos.
        listings: False for a mirror that has no listings.
        host: the address that it is served at.
        below: the path below which all is, as on a mirror that serves more than one Hub.
        tls: speak TLS, with the certificate of this context.
    """

    def __init__(
        self,
        repos: Sequence[Repo] = (),
        renamed: Mapping[tuple[RepoKind, str], str] | None = None,
        *,
        quotas: Mapping[str, int] | None = ANONYMOUS_QUOTAS,
        window: float = 300,
        clock: Callable[[], float] = time.monotonic,
        latency: float = 0.0,
        faults: Faults | None = None,
        tokens: frozenset[str] = frozenset(),
        granted: frozenset[str] = frozenset(),
        listings: bool = True,
        whoami: bool = True,
        max_page: int = MAX_PAGE,
        port: int = 0,
        host: str = "127.0.0.1",
        below: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.repos = {(r.kind, r.id.lower()): r for r in repos}
        self._owned: dict[tuple[RepoKind, str], list[Repo]] = {}
        for each in self.repos.values():
            self._owned.setdefault((each.kind, each.owner.lower()), []).append(each)
        self.renamed = dict(renamed or {})
        self.quotas, self.window, self.clock, self.latency = quotas, window, clock, latency
        self.faults = faults or Faults()
        self.tokens, self.granted = tokens, granted
        self.listings, self.whoami, self.max_page = listings, whoami, max_page
        self.collections: dict[str, list[dict[str, str]]] = {}
        """By slug, the items of each: id and type."""
        self.organizations: set[str] = set()
        """The owners that are organizations, in small letters; all others are persons."""
        self.redirects: dict[str, str] = {}
        """Regular expressions of paths, with the URL that they are redirected to."""
        self.next_links: dict[str, str] = {}
        """Regular expressions of listing paths, with the URL that their Link header names as the next page."""
        self.raw: dict[str, bytes | list[bytes]] = {}
        """Regular expressions of paths, with all that is sent there, byte for byte; then the connection is closed, as a
        ``Connection: close`` says that is added to the headers. A list is used up one by one."""
        self.log: list[Logged] = []
        self.too_many = 0
        """How many requests were answered 429 because a quota was spent."""
        self._counts: Counter[tuple[str, int]] = Counter()
        self._lock = threading.Lock()
        self._server = (_Server6 if ":" in host else _Server)((host, port), _Handler)
        self._server.hub = self
        self._scheme, self.below = "http" if tls is None else "https", below
        if tls is not None:
            # each connection shakes hands in its own thread, so that none waits for another
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)

    @classmethod
    def of(cls, recording: Recording, *, fill: bool = False, **options: Any) -> HubServer:
        """A server of a recording; ``fill`` gives every repo a README.md and a config.json."""
        repos, renamed = repos_of(recording, fill=fill)
        return cls(repos, renamed, **options)

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"{self._scheme}://{f'[{host!s}]' if ':' in str(host) else host!s}:{port}{self.below}"

    def __enter__(self) -> HubServer:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve_forever(self) -> None:
        self._server.serve_forever()

    def repo(self, repo: str, kind: RepoKind = "model") -> Repo:
        return self.repos[kind, repo.lower()]

    def rename(self, old: str, new: str, kind: RepoKind = "model") -> None:
        """Move a repo; the old ID leads to the new one from now on."""
        repo = self.repos.pop((kind, old.lower()))
        self._owned[kind, repo.owner.lower()].remove(repo)
        repo.id = new
        self._owned.setdefault((kind, repo.owner.lower()), []).append(repo)
        self.repos[kind, new.lower()] = repo
        self.renamed[kind, old.lower()] = new

    def add(self, repo: Repo) -> None:
        """Publish a repo."""
        self.repos[repo.kind, repo.id.lower()] = repo
        self._owned.setdefault((repo.kind, repo.owner.lower()), []).append(repo)

    def owned(self, owner: str, kind: RepoKind) -> list[Repo]:
        """The repos that an owner's listing shows."""
        return [r for r in self._owned.get((kind, owner.lower()), ()) if r.state != "gone" and not r.unlisted]

    def count(self, bucket: str) -> int:
        """How many requests of a bucket arrived."""
        return sum(entry.bucket == bucket for entry in list(self.log))

    def paths(self, bucket: str | None = None) -> list[str]:
        return [unquote(e.path) for e in list(self.log) if bucket is None or e.bucket == bucket]

    def forget(self) -> None:
        """Start the log and the counters anew."""
        with self._lock:
            self.log.clear()
            self._counts.clear()
            self.too_many = 0

    def stats(self) -> dict[str, Any]:
        log = list(self.log)
        return {
            "api": sum(e.bucket == "api" for e in log),
            "resolvers": sum(e.bucket == "resolvers" for e in log),
            "pages": sum(e.bucket == "pages" for e in log),
            "listings": sum(e.path.split("?")[0] in ("/api/models", "/api/datasets", "/api/spaces") for e in log),
            "status": dict(Counter(str(e.status) for e in log)),
            "too_many": self.too_many,
        }

    def charge(self, bucket: str) -> tuple[int, int, int | None]:
        """Count a request: what remains (-1 when the quota is spent), seconds to the reset, the quota."""
        now = self.clock()
        window = int(now // self.window)
        resets = int((window + 1) * self.window - now)
        quota = None if self.quotas is None else self.quotas.get(bucket)
        with self._lock:
            self._counts[bucket, window] += 1
            used = self._counts[bucket, window]
            if quota is not None and used > quota:
                self.too_many += 1
        return (10**6 if quota is None else max(quota - used, -1), resets, quota)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    hub: HubServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; anything else is a mistake of the server's."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body leave in one packet
    disable_nagle_algorithm = True
    server: _Server
    _kept = False
    """Whether the connection has served a request before."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def _serve(self) -> None:
        hub = self.server.hub
        if not self.path.startswith(hub.below):
            return self._error(404, "", "nothing is here")
        self.path = self.path.removeprefix(hub.below)
        if self.path.startswith("/_control/"):
            return self._control()
        path = unquote(urlsplit(self.path).path)
        bucket = "resolvers" if "/resolve/" in path else "api" if path.startswith("/api/") else "pages"
        if hub.latency:
            time.sleep(hub.latency)
        remaining, resets, quota = hub.charge(bucket)
        self._limits: dict[str, str] = {}
        if quota is not None:
            self._limits = {
                "RateLimit": f'"{bucket}";r={max(remaining, 0)};t={resets}',
                "RateLimit-Policy": f'"fixed window";"{bucket}";q={quota};w={int(hub.window)}',
            }
        self._bucket, self._fault = bucket, None
        if remaining < 0:
            return self._error(429, "", "You have exceeded the rate limit")
        self._fault = hub.faults.next(self.path)
        kept, self._kept = self._kept, True
        if self._fault == "stale" and kept:
            self.close_connection = True
            return None
        if self._fault in ("500", "503", "429"):
            return self._error(int(self._fault), "", "injected fault")
        number = int(parse_qs(urlsplit(self.path).query).get("loop", ["0"])[0])
        if self._fault == "redirect-loop" or number:  # once in it, there is no way out
            return self._answer(302, b"", {"Location": f"{path}?loop={number + 1}"})
        for pattern, target in hub.redirects.items():
            if re.search(pattern, self.path):
                return self._answer(302, b"", {"Location": target, **self._marks(path)})
        for pattern, planned in hub.raw.items():
            if planned and re.search(pattern, self.path):
                return self._send_raw(planned.pop(0) if isinstance(planned, list) else planned)
        return self._route(path)

    def _route(self, path: str) -> None:
        hub, query = self.server.hub, parse_qs(urlsplit(self.path).query)
        token = self._token()
        if token is not None and token not in hub.tokens:
            return self._error(401, "", "Invalid credentials in Authorization header")
        if path == "/api/whoami-v2":
            if not hub.whoami:
                return self._error(404, "", "not here")
            if token is None:
                return self._error(401, "", "Invalid username or password.")
            return self._json({"name": "somebody", "type": "user"})
        if found := re.fullmatch(r"/api/collections/(.+)", path):
            items = hub.collections.get(found[1])
            if items is None:
                return self._error(404, "", "Collection not found")
            numbered = [{"_id": str(n), "position": n, **item} for n, item in enumerate(items)]
            return self._json({"slug": found[1], "title": found[1], "items": numbered})
        if found := re.fullmatch(r"/api/organizations/([^/]+)/overview", path):
            if found[1].lower() not in hub.organizations:
                return self._error(404, "", "This organization does not exist")
            return self._json({"name": found[1], "fullname": found[1], "type": "org", "numModels": 1})
        if found := re.fullmatch(r"/api/(model|dataset|space)s", path):
            return self._listing(found[1], query)  # type: ignore[arg-type]
        if found := re.fullmatch(r"/api/(model|dataset|space)s/(.+)", path):
            return self._info(found[1], found[2], query)  # type: ignore[arg-type]
        if found := re.fullmatch(r"/(?:(dataset|space)s/)?([^/]+(?:/[^/]+)?)/resolve/([^/]+)/(.+)", path):
            return self._file(found[1] or "model", found[2], found[3], found[4])  # type: ignore[arg-type]
        return self._error(404, "", "Sorry, we can't find the page you are looking for.")

    def _listing(self, kind: RepoKind, query: dict[str, list[str]]) -> None:
        hub = self.server.hub
        if not hub.listings:
            return self._error(404, "", "not here")
        expand = query.get("expand")
        if refused := sorted(set(expand or ()) & LISTING_REFUSES | set(expand or ()) - EXPANDABLE):
            return self._error(400, "", f'"expand" must be one of [...], not {refused}')
        limit = min(int(query.get("limit", [str(MAX_PAGE)])[0]), hub.max_page)
        start = int(base64.urlsafe_b64decode(query.get("cursor", ["MA=="])[0]))
        if "filter" in query or "search" in query:
            every = [r for r in hub.repos.values() if r.kind == kind and r.state != "gone" and not r.unlisted]
            wanted, word = set(query.get("filter", ())), query.get("search", [""])[0].lower()
            every = [r for r in every if word in r.id.lower()]
            shown = [r for r in every if wanted <= {*r.info.get("tags", ()), *r.ties, *r.languages}]
            sort = query.get("sort", ["downloads"])[0]
            shown.sort(key=lambda r: r.info.get(sort) or ("" if sort == "createdAt" else 0), reverse=True)
        else:
            shown = hub.owned(query.get("author", [""])[0], kind)
        fields = [name for name in expand or ["tags", "private"] if kind != "dataset" or name != "siblings"]
        page = [r.api(fields) for r in shown[start : start + limit]]  # of data sets the Hub never lists files here
        headers = {}
        if start + limit < len(shown):
            cursor = base64.urlsafe_b64encode(str(start + limit).encode()).decode()
            again = urlencode({**query, "cursor": [cursor]}, doseq=True)
            headers["Link"] = f'<{hub.url}/api/{kind}s?{again}>; rel="next"'
        for pattern, target in hub.next_links.items():
            if re.search(pattern, self.path):
                headers["Link"] = f'<{target}>; rel="next"'
        return self._json(page, headers)

    def _info(self, kind: RepoKind, name: str, query: dict[str, list[str]]) -> None:
        hub, expand = self.server.hub, query.get("expand")
        if refused := sorted(set(expand or ()) - EXPANDABLE):
            return self._error(400, "", f'"expand" must be one of [...], not {refused}')
        repo = self._find(kind, name, lambda new: f"/api/{kind}s/{new}" + self._query())
        if repo is None:
            return None
        if repo.state == "disabled":
            return self._error(403, "", "Access to this resource is disabled.")
        assert hub
        return self._json(repo.api(expand))

    def _file(self, kind: RepoKind, name: str, revision: str, path: str) -> None:
        hub = self.server.hub
        repo = self._find(kind, name, lambda new: f"/{_PREFIX[kind]}{new}/resolve/{revision}/{path}")
        if repo is None:
            return None
        if repo.state == "disabled":
            return self._error(403, "", "Access to this resource is disabled.")
        if revision not in ("main", repo.sha):
            return self._error(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        if path not in repo.files:
            return self._error(404, "EntryNotFound", "Entry not found", {"X-Repo-Commit": repo.sha})
        token = self._token()
        if repo.info.get("gated") and path != "README.md" and token not in hub.granted:
            return self._error(401 if token is None else 403, "GatedRepo", f"Access to {repo.id} is restricted.")
        body = repo.files[path]
        etag = f'"{blob_hash(body)}"'
        headers = {"ETag": etag, "X-Repo-Commit": repo.sha, "Content-Type": "text/plain; charset=utf-8"}
        if self.headers.get("If-None-Match") == etag:
            return self._answer(304, b"", headers)
        return self._answer(200, body, headers)

    def _marks(self, path: str) -> dict[str, str]:
        """What the Hub says of a file when it leads to where the body stands."""
        found = re.fullmatch(r"/(?:(dataset|space)s/)?([^/]+(?:/[^/]+)?)/resolve/([^/]+)/(.+)", path)
        repos = self.server.hub.repos
        repo = repos.get((found[1] or "model", found[2].lower())) if found else None  # type: ignore[arg-type]
        return {"X-Repo-Commit": repo.sha} if repo is not None else {}

    def _find(self, kind: RepoKind, name: str, location: Callable[[str], str]) -> Repo | None:
        hub = self.server.hub
        repo = hub.repos.get((kind, name.lower()))
        moved = hub.renamed.get((kind, name.lower()))
        if repo is not None and repo.state != "gone" and repo.id != name:
            moved = repo.id
        if moved is not None:
            self._answer(307, f"Temporary Redirect to {moved}".encode(), {"Location": quote(location(moved), "/?&=")})
            return None
        if repo is None or repo.state == "gone":
            if self._token() is None:
                self._error(401, "", "Invalid username or password.")
            else:
                self._error(404, "RepoNotFound", "Repository not found")
            return None
        return repo

    def _token(self) -> str | None:
        header = self.headers.get("Authorization")
        return header.removeprefix("Bearer ") if header else None

    def _query(self) -> str:
        query = urlsplit(self.path).query
        return f"?{query}" if query else ""

    def _json(self, value: object, headers: Mapping[str, str] | None = None) -> None:
        text = json.dumps(value, ensure_ascii=False)
        body = re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text).encode()  # as JavaScript does
        more = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) > 2000:
            body, more["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        self._answer(200, body, more)

    def _error(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        more = {"X-Error-Message": message, "Content-Type": "application/json", **(headers or {})}
        if self._token() is None:
            more["X-HF-Warning"] = "unauthenticated; Warning: You are sending unauthenticated requests to the HF Hub."
        if code:
            more["X-Error-Code"] = code
        self._answer(status, json.dumps({"error": message}).encode(), more)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        hub = self.server.hub
        host = self.headers.get("Host", "")
        with hub._lock:
            hub.log.append(Logged(self.command, self.path, self._bucket, status, self._token(), host))
        fault, length = self._fault, len(body)
        if fault == "hang":
            time.sleep(hub.faults.slow_seconds)
        if fault == "reset":  # with SO_LINGER at zero, close() sends RST instead of FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if fault == "bad-json" and status == 200:
            body = b'<html>{"not": "json"' + body[: len(body) // 2]
            headers = {k: v for k, v in headers.items() if k != "Content-Encoding"}
            length = len(body)
        elif fault == "huge" and status == 200:
            length = 10**9
            headers = {k: v for k, v in headers.items() if k != "Content-Encoding"}
        elif fault == "wrong-length" and status == 200:
            length = max(len(body) // 2, 1)
        self.send_response(status)
        for name, value in {**self._limits, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        if fault in ("truncate", "wrong-length"):
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            if fault == "huge":
                while True:
                    self.wfile.write(b" " * 65536)
            if fault == "slow":
                self.wfile.flush()
                for start in range(0, len(body), max(len(body) // 4, 1)):
                    time.sleep(hub.faults.slow_seconds / 4)
                    self.wfile.write(body[start : start + max(len(body) // 4, 1)])
                    self.wfile.flush()
            elif fault == "truncate":
                self.wfile.write(body[: len(body) // 2])
            else:
                self.wfile.write(body[:length] if fault == "wrong-length" else body)
            self.wfile.flush()
        except OSError:
            self.close_connection = True
        if fault in ("truncate", "wrong-length"):
            self.close_connection = True

    def _send_raw(self, answer: bytes) -> None:
        with self.server.hub._lock:
            host = self.headers.get("Host", "")
            self.server.hub.log.append(Logged(self.command, self.path, self._bucket, 0, self._token(), host))
        self.close_connection = True
        self.wfile.write(_closing(answer))

    def _control(self) -> None:
        """What a benchmark needs of a server in another process; neither counted nor logged."""
        hub, url = self.server.hub, urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        if url.path == "/_control/forget":
            hub.forget()
        elif url.path == "/_control/touch":
            chosen = [r for r in hub.repos.values() if r.state == "ok" and "config.json" in r.files]
            for number, repo in enumerate(chosen[: int(query["count"])]):
                repo.touch(number)
        elif url.path == "/_control/faults":
            hub.faults = Faults(float(query["probability"]), seed=int(query.get("seed", "0")))
        stats = hub.stats() if url.path != "/_control/paths" else {"paths": hub.paths()}
        body = json.dumps(stats).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _closing(answer: bytes) -> bytes:
    """An answer that says that the connection ends with it: a client that kept it would lose the next request."""
    status, line, rest = answer.partition(b"\r\n")
    if not status.startswith(b"HTTP/1") or not line or b"\r\nconnection:" in answer.lower():
        return answer
    return status + b"\r\nConnection: close\r\n" + rest


def repos_of(recording: Recording, *, fill: bool = False) -> tuple[list[Repo], dict[tuple[RepoKind, str], str]]:
    """The repos of a recording, and the old IDs with the new ones they lead to.

    The recorded files and names are served as they are. With ``fill``, a repo whose recorded file list is partial
    gets the README.md and config.json that nearly every repo has.
    """
    repos: dict[tuple[RepoKind, str], Repo] = {}
    renamed: dict[tuple[RepoKind, str], str] = {}
    for observation in recording.observations:
        if observation.state == "renamed":
            renamed[observation.kind, observation.repo.lower()] = observation.canonical
    for observation in sorted(recording.observations, key=lambda o: o.state == "renamed"):
        name = observation.canonical if observation.state in ("renamed", "ok") else observation.repo
        key = (observation.kind, name.lower())
        if observation.state == "renamed" and (key in repos or key in renamed):
            continue
        repos[key] = _repo_of(observation, name, fill)
    return list(repos.values()), renamed


def _repo_of(observation: Observation, name: str, fill: bool) -> Repo:
    revision = observation.revision or ""
    files: dict[str, bytes] = {}
    siblings = observation.info.get("siblings")
    if isinstance(siblings, Present):
        files = dict.fromkeys(siblings.value, b"")
    for path, content in observation.files.items():
        if isinstance(content, Present):
            files[path] = _bytes_of(path, content.value)
    info: dict[str, Any] = {"gated": False, "disabled": False, "private": False, "tags": []}
    info["createdAt"] = info["lastModified"] = "2025-01-01T00:00:00.000Z"
    if isinstance(observation.card, Present):
        info["cardData"] = dict(observation.card.value)
        files.setdefault("README.md", b"")
    if fill and not (isinstance(siblings, Present) and siblings.complete):
        for path in ("README.md", "config.json", ".gitattributes"):
            files.setdefault(path, b"")
    for path in files:
        if not files[path] and path.endswith(".json"):
            files[path] = b"{}"
    if "README.md" in files and not files["README.md"]:
        card = json.dumps(info.get("cardData", {}), ensure_ascii=False, indent=1)
        files["README.md"] = f"---\n{card}\n---\n# {name}\n".encode()
    for field_name, value in observation.info.items():
        if field_name != "siblings" and isinstance(value, Present):
            info[field_name] = value.value
        elif isinstance(value, Absent):
            info.pop(field_name, None)
    state = observation.state if observation.state in ("gone", "disabled") else "ok"
    sha = revision if re.fullmatch("[0-9a-f]{40}", revision) else hashlib.sha1(name.encode()).hexdigest()
    return Repo(name, observation.kind, sha, info, files, state)


def blob_hash(body: bytes) -> str:
    """Git's hash of a file, which is the ETag of a file that is not in LFS."""
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()


def _bytes_of(path: str, value: object) -> bytes:
    if isinstance(value, str) and not path.endswith(".json"):
        return f"{value}\n".encode()
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


def synthetic(repos: int, owners: int) -> list[Repo]:
    """Made-up repos of made-up owners, each with a card, tags and five files, as large as real ones are."""
    made = []
    for number in range(repos):
        name = f"owner{number % owners:05}/model-{number:06}"
        card = {
            "license": "apache-2.0",
            "language": ["ja", "en"],
            "base_model": f"base/{number}",
            "tags": ["a"] * 5,
        }
        files = dict.fromkeys(("README.md", "config.json", "tokenizer.json", "model.safetensors"), b"{}")
        files["config.json"] = b'{"model_type": "llama", "max_position_embeddings": 4096}'
        info = {
            "cardData": card,
            "tags": [f"tag-{i}" for i in range(10)],
            "gated": False,
            "disabled": False,
            "private": False,
            "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
            "safetensors": {"parameters": {"BF16": 7_000_000_000 + number}, "total": 7_000_000_000 + number},
            "createdAt": "2025-01-01T00:00:00.000Z",
            "lastModified": "2025-01-01T00:00:00.000Z",
        }
        made.append(Repo(name, "model", hashlib.sha1(name.encode()).hexdigest(), info, files))
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve a recording until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.hub_server", description=main.__doc__)
    parser.add_argument("recording", help="a recording, `recorded` for the embedded one, or REPOSxOWNERS")
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fill", action="store_true", help="give every repo a README.md and a config.json")
    parser.add_argument("--no-quota", action="store_true")
    parser.add_argument("--faults", type=float, default=0, help="the share of answers that go wrong")
    options = parser.parse_args(arguments)
    shared: dict[str, Any] = {
        "latency": options.latency_ms / 1000,
        "port": options.port,
        "faults": Faults(options.faults),
        "quotas": None if options.no_quota else ANONYMOUS_QUOTAS,
    }
    if made := re.fullmatch(r"(\d+)x(\d+)", options.recording):
        server = HubServer(synthetic(int(made[1]), int(made[2])), **shared)
    else:
        recording = embedded_recording() if options.recording == "recorded" else read_recording(Path(options.recording))
        server = HubServer.of(recording, fill=options.fill, **shared)
    print(server.url, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
