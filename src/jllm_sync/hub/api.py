"""What the Hub is asked: owners' listings, one repo's info, derivatives and files, and whether the token is good.

And the plan: which of these requests observe some repos at the least cost.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, get_args
from urllib.parse import quote, unquote, urlencode, urlsplit

from huggingface_hub import hf_hub_url

from jllm_sync.errors import UserError
from jllm_sync.hub.client import REDIRECTS, Answer, HubClient
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
    Unmarked,
)
from jllm_sync.hub.observation import TIE, Derivative, Derivatives, Relation, relation_and_parent
from jllm_sync.hub.source import OwnerKey, owner_of
from jllm_sync.messages import Sayable, message
from jllm_sync.repo import RepoKind, RepoRef

PAGE_SIZE = 500
"""Items a page; the Hub gives fewer where it wants to, so pages are followed until there is no next one."""
MAX_PAGES = 2000
MAX_PAGE_BYTES = 50_000_000
MAX_INFO_BYTES = 10_000_000
MOST_DOWNLOADS = 10**12
"""A larger number is no count."""
SURVEY_TRIES = 3
"""How often what only a survey wants to know is tried where the server answers with an error."""
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
    note: Sayable | None = None
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
    seen, pages = set[str](), 0
    note: Sayable | None = None
    facts: dict[str, Facts] = {}
    unread: set[str] = set()
    while url is not None:
        seen.add(url)
        known = len(facts) + len(unread)
        page, following = client.ask(url, read_page, bucket="api", cap=MAX_PAGE_BYTES, vital=False)
        for item in page:
            name = item_id(item)
            if name is None:
                note = message("hub-listing.odd-item", owner=owner)
                continue
            if name.split("/")[0].lower() != owner.lower():
                raise Malformed(message("hub-listing.of-others", owner=owner))
            try:
                facts[name.lower()] = read_item(item, kind, LISTED[kind])
            except Malformed:
                unread.add(name.lower())
        pages += 1
        url = following
        if url is None or not go_on(pages):
            break
        if not client.home.holds(url):
            note = message("hub-listing.elsewhere", owner=owner)
            break
        again = bool(page) and len(facts) + len(unread) == known
        if url in seen or pages >= MAX_PAGES or again:
            note = message("hub-listing.endless", owner=owner)
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
        doubt_token: ask again without the token before believing that the repo is gone; that is done too where the
            Hub denies the repo as it does to who has no token.
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
            raise Transient(message("hub-odd.no-info"))
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
    except RepoMissing as missing:
        if not doubt_token and (client.home.token is None or missing.status != 401):
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
        raise Transient(message("hub-odd.circle"))
    return Moved(found[1])


def token_is_good(client: HubClient) -> bool:
    """Ask the Hub once whether it takes the token.

    The Hub limits this question strictly, so that an answer that fails only means that it cannot say.

    Returns:
        False where it cannot say.

    Raises:
        UserError: it does not; the message does not show the token.
        RunEnds: see :meth:`HubClient.ask`.
    """
    try:
        client.ask(
            f"{client.home.endpoint}/api/whoami-v2", _json, bucket="token", cap=MAX_INFO_BYTES, vital=False, tries=1
        )
    except TokenRefused as refused:
        raise UserError(message("hub-token.refused", endpoint=client.home.endpoint, why=refused.what)) from None
    except Refused as refused:
        if refused.status == 401:
            raise UserError(message("hub-token.refused", endpoint=client.home.endpoint, why=refused.what)) from None
        return False
    except HubFailure:
        return False
    return True


def read_page(answer: Answer) -> tuple[list[Any], str | None]:
    """The raw items of one page of any listing, and the URL of the next page. Raises Transient, Malformed."""
    items = _json(answer)
    if not isinstance(items, list):
        raise Transient(message("hub-odd.no-list"))
    return items, answer.next


def _json(answer: Answer) -> Any:
    try:
        return parse_json(answer.body)
    except (ValueError, RecursionError):
        raise Transient(message("hub-odd.no-json")) from None


def read_owned(client: HubClient, owner: str) -> list[RepoRef]:
    """The models of an owner, by all pages of its listing. Raises as :func:`read_listing` does."""
    listing = read_listing(client, owner, "model", lambda _: True).listing
    return [RepoRef(facts.canonical) for facts in listing.facts.values()]


def read_collection(client: HubClient, slug: str) -> list[RepoRef]:
    """The models, data sets and spaces of a collection, in its order: one request, as huggingface_hub asks it.

    Raises:
        Malformed: the answer is no collection.
        HubFailure, RunEnds: see :meth:`HubClient.ask`.
    """
    url = f"{client.home.endpoint}/api/collections/{quote(slug, safe='/')}"
    found = client.ask(url, _json, bucket="api", cap=MAX_PAGE_BYTES)
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise Malformed(message("hub-odd.no-list"))
    kinds: dict[str, RepoKind] = {kind: kind for kind in get_args(RepoKind)}
    named = [(item_id(item), kinds.get(str(item.get("type")))) for item in items if isinstance(item, dict)]
    return [RepoRef(name, kind) for name, kind in named if name is not None and kind is not None]


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
        raise Malformed(message("hub-no-derivatives", endpoint=client.home.endpoint))
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


# What is new


def newest_url(client: HubClient, how: Literal["filter", "search"], what: str) -> str:
    """The first page of the models with a tag, or with a part of the ID, the newest first.

    ``search`` finds "substrings for repos and their usernames" and goes with any order, as ``filter`` does
    (https://huggingface.co/docs/hub/api).
    """
    query = {how: what, "sort": "createdAt", "direction": -1, "limit": PAGE_SIZE, "expand": LISTED["model"]}
    return f"{client.home.endpoint}/api/models?{urlencode(query, doseq=True)}"


def is_organization(client: HubClient, owner: str) -> bool:
    """Whether an owner is an organization, not a person: one request. Raises as :meth:`HubClient.ask` does."""
    url = f"{client.home.endpoint}/api/organizations/{quote(owner, safe='')}/overview"
    try:
        found = client.ask(url, _json, bucket="api", cap=MAX_INFO_BYTES, vital=False, tries=SURVEY_TRIES)
    except Refused as refused:
        if refused.status == 404:
            return False
        raise
    if not isinstance(found, dict):
        raise Malformed(message("hub-odd.no-info"))
    return True


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
    """A file, or why there is none; raises Unmarked where nothing marks the answer as the Hub's."""
    url = hf_hub_url(
        facts.canonical, name, repo_type=facts.kind, revision=facts.revision, endpoint=client.home.endpoint
    )
    mismatches: list[bytes] = []

    def read(answer: Answer) -> bytes:
        """The body, if it is whole: on the Hub, a plain file's ETag is its Git blob hash."""
        told = _BLOB.match(answer.headers.get("etag", "")) if client.home.holds(answer.url) else None
        if not told:
            if not (_has_commit(answer.trail, facts) or _fits(answer.trail, answer.body)):
                raise Unmarked(message("hub-unmarked", file=name))
            return answer.body
        if told[1] == _blob_hash(answer.body):
            client.etags_are_hashes = True
            return answer.body
        mismatches.append(answer.body)
        if client.etags_are_hashes or mismatches.count(answer.body) < SAME_BODIES:
            raise Transient(message("hub-odd.etag"))
        if not _has_commit(answer.trail, facts):
            raise Unmarked(message("hub-unmarked", file=name))
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
    except (TooLarge, Malformed, Elsewhere) as failure:
        if not _has_commit(failure.trail, facts):
            raise Unmarked(message("hub-unmarked", file=name)) from None
        return Held("too-large" if isinstance(failure, TooLarge) else "unreadable")
    return Held("present", kept_of(name, body))


def _has_commit(trail: Collection[Mapping[str, str]], facts: Facts) -> bool:
    """Whether an answer of the Hub's, or a redirect that led to the answer, names the commit that was asked for."""
    return any(headers.get("x-repo-commit") == facts.revision for headers in trail)


def _fits(trail: Collection[Mapping[str, str]], body: bytes) -> bool:
    """Whether the Hub named the body's hash: of plain files the Git blob's, of large ones SHA-256."""
    hashes = {"etag": _blob_hash(body), "x-linked-etag": hashlib.sha256(body).hexdigest()}  # others hash bodies, too
    stated = ((headers.get(name, ""), hash_) for headers in trail for name, hash_ in hashes.items())
    return any(etag.removeprefix("W/").strip('"') == hash_ for etag, hash_ in stated)


def _blob_hash(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()


# The plan: which requests observe the repos at the least cost


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask first."""

    listings: Mapping[OwnerKey, tuple[RepoRef, ...]]
    """Owners whose listing is read, with the repos that are looked for in it."""
    singles: tuple[RepoRef, ...]
    """Repos that are asked about one by one."""


def make_plan(refs: Collection[RepoRef], pages: Mapping[OwnerKey, int]) -> Plan:
    """Plan the first requests.

    Args:
        refs: the repos to observe.
        pages: how many pages an owner's listing has, or has at least, as far as earlier runs know.

    Returns:
        For each owner a listing, unless it has more pages than there are repos to ask about.
    """
    by_owner: dict[OwnerKey, list[RepoRef]] = {}
    singles: list[RepoRef] = []
    for ref in sorted(refs):
        owner = owner_of(ref)
        if owner is None:
            singles.append(ref)
        else:
            by_owner.setdefault(owner, []).append(ref)
    listings = {}
    for owner, asked in by_owner.items():
        if pages.get(owner, 1) <= len(asked):
            listings[owner] = tuple(asked)
        else:
            singles.extend(asked)
    return Plan(listings, tuple(singles))


def another_page(read: int, asked: int) -> bool:
    """Whether a listing that goes on after ``read`` pages is still no dearer than asking about each repo."""
    return read < asked
