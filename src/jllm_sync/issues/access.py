"""What the environment says of the repository whose issues are kept, and of the right to keep them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jllm_sync.errors import UserError
from jllm_sync.web_address import check_proxies, is_web_address, without_password


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
        raise UserError(
            f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not set; in a workflow pass it in env. "
            "`issues plan --existing FILE` asks nothing of GitHub"
        )
    if not re.fullmatch("[!-~]+", token):
        raise UserError("GITHUB_TOKEN holds characters that no token has, such as a line break; copy it again")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise UserError(f"GITHUB_REPOSITORY: expected owner/name, found «{repository}»")
    url = environment.get("GITHUB_API_URL") or "https://api.github.com"
    if not is_web_address(url):
        raise UserError(f"GITHUB_API_URL: expected an http(s) address, found «{without_password(url)}»")
    check_proxies(environment, socks="socks")
    return Access(token, repository, url)
