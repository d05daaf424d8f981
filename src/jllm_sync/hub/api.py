"""What the Hub is asked: owners' listings, one repo's info, derivatives and files, and whether the token is good."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args
from urllib.parse import quote, unquote, urlencode, urlsplit

from jllm_sync.errors import UserError
from jllm_sync.hub.client import REDIRECTS, Answer, Home, HubClient
from jllm_sync.hub.derivatives import TIE, Derivative, Derivatives, Relation, relation_and_parent
from jllm_sync.hub.facts import INFO, LISTED, Facts, Held, Listing, item_id, kept_of, parse_json, read_item, valid_id
from jllm_sync.hub.failure import (
    BadQuery,
    Elsewhere,
    FileMissing,
    Gated,
    HubFailure,
    Malformed,
    Refused,
    RepoMissing,
    RevisionMissing,
    RunEnds,
    TokenRefused,
    TooLarge,
    Transient,
)
from jllm_sync.hub.library import hf_hub_url
from jllm_sync.repo import RepoKind

PAGE_SIZE = 500
"""Items a page; the Hub gives fewer where it wants to, so pages are followed until there is no next one."""
MAX_PAGES = 2000
MAX_PAGE_BYTES = 50_000_000
MAX_INFO_BYTES = 10_000_000
MOST_DOWNLOADS = 10**12
"""A larger number is no count."""
CAPS: Mapping[str, int] = {"README.md": 2_000_000}
JSON_CAP = 5_000_000
TEXT_CAP = 1_000_000
SAME_BODIES = 3
"""How often a body that does not match its ETag is to come before the ETag is taken to be no hash of it: some
mirrors have their own."""
_BLOB = re.compile(r'(?:W/)?"([0-9a-f]{40})"\Z')


@dataclass(frozen=True, slots=True)
class ListingRead:
    """A listing as far as it was read."""

    listing: Listing
    note: str | None = None
    """What went wrong with a part of it."""


def read_listing(client: HubClient, owner: str, kind: RepoKind, go_on: Callable[[int], bool]) -> ListingRead:
    """Read an owner's repos of a kind; one odd item costs itself.

    Args:
        client: asks the Hub.
        owner: the owner's name.
        kind: models, data sets or spaces.
        go_on: told how many pages were read, says whether the next one is wanted.

    Raises:
        HubFailure, RunEnds: see :meth:`HubClient.ask`.
    """
    query = urlencode({"author": owner, "limit": PAGE_SIZE, "expand": LISTED[kind]}, doseq=True)
    url: str | None = f"{client.home.endpoint}/api/{kind}s?{query}"
    seen, pages, note = set[str](), 0, None
    facts: dict[str, Facts] = {}
    unread: set[str] = set()
    while url is not None:
        seen.add(url)
        page, following = client.ask(url, read_page, bucket="api", cap=MAX_PAGE_BYTES)
        for item in page:
            name = item_id(item)
            if name is None:
                note = f"the listing of {owner} has items without a sound id"
                continue
            if name.split("/")[0].lower() != owner.lower():
                raise Malformed(f"a listing of {owner} that shows repos of others")
            try:
                facts[name.lower()] = read_item(item, kind, LISTED[kind])
            except Malformed:
                unread.add(name.lower())
        pages += 1
        url = following
        if url is None or not go_on(pages):
            break
        if not client.home.holds(url):
            note = f"the listing of {owner} goes on at another host, where it was not followed"
            break
        if url in seen or pages >= MAX_PAGES:
            note = f"the listing of {owner} does not end"
            break
    complete = url is None and note is None
    return ListingRead(Listing(owner, kind, complete, pages, facts, frozenset(unread - facts.keys())), note)


@dataclass(frozen=True, slots=True)
class Moved:
    """The repo answers under another name."""

    to: str


def read_info(client: HubClient, repo: str, kind: RepoKind, *, doubt_token: bool, follow: bool) -> Facts | Moved:
    """Ask about one repo.

    Args:
        client: asks the Hub.
        repo: an ID that :func:`jllm_sync.hub.facts.valid_id` accepts.
        kind: what it is.
        doubt_token: ask again without the token before believing that the repo is gone.
        follow: follow a redirect; otherwise it is returned, since a listing may already show the repo's new name.

    Raises:
        RepoMissing: it is gone, or private.
        HubFailure, RunEnds: see :meth:`HubClient.ask`.
    """
    asked = INFO[kind]
    plain = f"{client.home.endpoint}/api/{kind}s/{quote(repo, safe='/')}"
    url = f"{plain}?{urlencode({'expand': asked}, doseq=True)}"

    def read(answer: Answer) -> Any:
        if answer.status in REDIRECTS:
            return _moved(client, repo, kind, answer)
        item = _json(answer)
        if not isinstance(item, dict) or "id" not in item:
            raise Transient("not the info of a repo")
        return item

    def ask(anonymous: bool, follow: bool) -> Any:
        asking = partial(client.ask, read=read, bucket="api", cap=MAX_INFO_BYTES, anonymous=anonymous, follow=follow)
        try:
            return asking(url)
        except BadQuery:  # an endpoint that does not know a field; without `expand` it says all it knows
            return asking(plain)

    def ask_about(anonymous: bool) -> Any:
        item = ask(anonymous, follow)
        return ask(anonymous, True) if item is None else item

    try:
        item = ask_about(False)
    except RepoMissing:
        if not doubt_token:
            raise
        item = ask_about(True)
    return item if isinstance(item, Moved) else read_item(item, kind, asked)


def _moved(client: HubClient, repo: str, kind: RepoKind, answer: Answer) -> Moved | None:
    """The new name, where the redirect tells it; None where it must be followed to find out."""
    target = answer.location
    found = re.fullmatch(rf"/api/{kind}s/([^/]+(?:/[^/]+)?)", unquote(urlsplit(target).path))
    if not client.home.holds(target) or not found or not valid_id(found[1]):
        return None
    if found[1] == repo:
        raise Transient("redirected in a circle")
    return Moved(found[1])


def token_is_good(client: HubClient) -> bool:
    """Ask the Hub once whether it takes the token; False where the endpoint cannot say.

    Raises:
        UserError: it does not; the message does not show the token.
        HubFailure, RunEnds: see :meth:`HubClient.ask`.
    """
    try:
        client.ask(f"{client.home.endpoint}/api/whoami-v2", _json, bucket="api", cap=MAX_INFO_BYTES)
    except TokenRefused:
        raise _refused(client.home) from None
    except Refused as error:
        if error.status == 401:
            raise _refused(client.home) from None
        return False
    except (Malformed, Elsewhere):
        return False
    return True


def _refused(home: Home) -> UserError:
    return UserError(
        f"{home.endpoint} refuses the token in HF_TOKEN. Renew it at {home.endpoint}/settings/tokens, or unset "
        "HF_TOKEN to ask anonymously."
    )


def read_page(answer: Answer) -> tuple[list[Any], str | None]:
    """The raw items of one page of any listing, and the URL of the next page. Raises Transient, Malformed."""
    items = _json(answer)
    if not isinstance(items, list):
        raise Transient("not a list of repos")
    return items, answer.next


def _json(answer: Answer) -> Any:
    try:
        return parse_json(answer.body)
    except (ValueError, RecursionError):
        raise Transient("not JSON, or not all of it") from None


# Derivatives


def read_derivatives(client: HubClient, repo: str, now: datetime) -> Derivatives:
    """Ask for the models that name a repo as their base: one request, whatever their number.

    Args:
        client: asks the Hub.
        repo: a canonical ID.
        now: the time that goes with the answer.

    Raises:
        Malformed: the answer shows models that do not name it: the endpoint does not filter.
        HubFailure, RunEnds: see :meth:`HubClient.ask`.
    """
    query = {"filter": f"{TIE}{repo}", "sort": "downloads", "limit": PAGE_SIZE, "expand": ("downloads", "tags")}
    url = f"{client.home.endpoint}/api/models?{urlencode(query, doseq=True)}"
    page, following = client.ask(url, read_page, bucket="api", cap=MAX_PAGE_BYTES)
    models = [model for item in page if (model := read_derivative(item, repo)) is not None]
    if page and not models:
        raise Malformed(f"{client.home.endpoint} does not list models by their base model")
    return Derivatives(now.astimezone(UTC), following is None and len(models) == len(page), tuple(models))


def read_derivative(item: object, base: str) -> Derivative | None:
    """One item of a listing by base model; None where it is no sound one, or does not name that base."""
    name = item_id(item)
    if name is None or not isinstance(item, dict) or not isinstance(item.get("tags"), list):
        return None
    tags = [tag for tag in item["tags"] if isinstance(tag, str)]
    ties = [tie for tag in tags if (tie := relation_and_parent(tag)) is not None]
    relations = {relation for relation, parent in ties if parent.lower() == base.lower()}
    if not relations:
        return None
    downloads = item.get("downloads")
    return Derivative(
        repo=name,
        relation=next((relation for relation in get_args(Relation) if relation in relations), None),
        downloads=downloads if type(downloads) is int and 0 <= downloads <= MOST_DOWNLOADS else None,
        tags=tuple(tag for tag in tags if not tag.startswith(TIE)),
    )


# Files


def read_files(
    client: HubClient, facts: Facts, names: Collection[str]
) -> tuple[dict[str, Held], HubFailure | RunEnds | None]:
    """Fetch files of a repo at its revision, each with one GET.

    Once the Hub has said that the repo is gated, only the README is still asked for: it is public.

    Returns:
        The files that were read, and the error (see :meth:`HubClient.ask`) that ended the reading, where one did.
    """
    held: dict[str, Held] = {}
    gated = facts.gated and client.home.token is None
    for name in sorted(names, key=lambda name: (name != "README.md", name)):
        if gated and name != "README.md":
            held[name] = Held("gated")
            continue
        try:
            held[name] = _fetch(client, facts, name)
        except (HubFailure, RunEnds) as error:
            return held, error
        gated = gated or held[name].status == "gated"
    return held, None


def _fetch(client: HubClient, facts: Facts, name: str) -> Held:
    url = hf_hub_url(
        facts.canonical, name, repo_type=facts.kind, revision=facts.revision, endpoint=client.home.endpoint
    )
    mismatches: list[bytes] = []

    def read(answer: Answer) -> bytes:
        """The body, if it is whole: on the Hub, a plain file's ETag is its Git blob hash."""
        told = _BLOB.match(answer.headers.get("etag", ""))
        if not told:
            return answer.body
        if told[1] == _blob_hash(answer.body):
            client.etags_are_hashes = True
            return answer.body
        mismatches.append(answer.body)
        if client.etags_are_hashes or mismatches.count(answer.body) < SAME_BODIES:
            raise Transient("a file that does not match its ETag")
        return answer.body

    cap = CAPS.get(name, JSON_CAP if name.endswith(".json") else TEXT_CAP)
    try:
        body = client.ask(url, read, bucket="resolvers", cap=cap, redirects_elsewhere=True)
    except Gated:
        return Held("gated")
    except FileMissing:
        return Held("absent")
    except RevisionMissing:
        return Held("no-revision")
    except TooLarge:
        return Held("too-large")
    except (Malformed, Elsewhere):
        return Held("unreadable")
    return Held("present", kept_of(name, body))


def _blob_hash(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
