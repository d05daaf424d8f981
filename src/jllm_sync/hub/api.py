"""Asking about repos: an owner's listing, page by page, and one repo's info."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from jllm_sync.errors import UserError
from jllm_sync.hub.client import REDIRECTS, Answer, Home, HubClient
from jllm_sync.hub.facts import INFO, LISTED, Facts, item_id, parse_json, read_item, valid_id
from jllm_sync.hub.failure import Elsewhere, Malformed, TokenRefused, Transient
from jllm_sync.hub.library import BadRequestError, HfHubHTTPError, RepositoryNotFoundError
from jllm_sync.hub.source import Listing
from jllm_sync.repo import RepoKind

PAGE_SIZE = 500
"""Items a page; the Hub gives fewer where it wants to, so pages are followed until there is no next one."""
MAX_PAGES = 2000
MAX_PAGE_BYTES = 50_000_000
MAX_INFO_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class ListingRead:
    """A listing as far as it was read."""

    listing: Listing
    by_id: dict[str, Any]
    """The raw items by ID in lower case."""
    note: str | None = None
    """What went wrong with a part of it."""


def read_listing(client: HubClient, owner: str, kind: RepoKind, go_on: Callable[[int], bool]) -> ListingRead:
    """Read an owner's repos of a kind.

    Args:
        client: asks the Hub.
        owner: the owner's name.
        kind: models, data sets or spaces.
        go_on: told how many pages were read, says whether the next one is wanted.

    Raises:
        HfHubHTTPError, HubFailure, RunEnds: see :meth:`HubClient.ask`.
    """
    query = urlencode({"author": owner, "limit": PAGE_SIZE, "expand": LISTED[kind]}, doseq=True)
    url: str | None = f"{client.home.endpoint}/api/{kind}s?{query}"
    seen, items, pages, note = set[str](), list[Any](), 0, None
    while url is not None:
        seen.add(url)
        page, following = client.ask(url, read_page, bucket="api", cap=MAX_PAGE_BYTES)
        if any((name := item_id(item)) and name.split("/")[0].lower() != owner.lower() for item in page):
            raise Malformed(f"a listing of {owner} that shows repos of others")
        items += page
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
    by_id = {name.lower(): item for item in items if (name := item_id(item)) is not None}
    if len(by_id) < len(items) and sum(item_id(item) is None for item in items):
        note = note or f"the listing of {owner} has items without a sound id"
    packed = zlib.compress(json.dumps(items, ensure_ascii=False).encode(), 1)
    return ListingRead(Listing(owner, kind, url is None and note is None, pages, packed), by_id, note)


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
        RepositoryNotFoundError: it is gone, or private.
        HfHubHTTPError, HubFailure, RunEnds: see :meth:`HubClient.ask`.
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
        except BadRequestError:  # an endpoint that does not know a field; without `expand` it says all it knows
            return asking(plain)

    def ask_about(anonymous: bool) -> Any:
        item = ask(anonymous, follow)
        return ask(anonymous, True) if item is None else item

    try:
        item = ask_about(False)
    except RepositoryNotFoundError:
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
    except HfHubHTTPError as error:
        if error.response.status_code == 401:
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
