"""What the environment says of the repository whose issues are kept, and of the right to keep them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from jllm_sync.errors import UserError


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
        UserError: one of them is missing, or cannot be what it should be.
    """
    token, repository = environment.get("GITHUB_TOKEN"), environment.get("GITHUB_REPOSITORY")
    if not token or not repository:
        missing = "GITHUB_TOKEN" if not token else "GITHUB_REPOSITORY (owner/name)"
        raise UserError(
            f"{missing} is not set; in a workflow pass it in env. `issues plan --existing FILE` needs neither"
        )
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise UserError(f"GITHUB_REPOSITORY: expected owner/name, found «{repository}»")
    url = environment.get("GITHUB_API_URL") or "https://api.github.com"
    if not re.match(r"https?://[^/]", url):
        raise UserError(f"GITHUB_API_URL: expected an http(s) address, found «{url}»")
    return Access(token, repository, url)
