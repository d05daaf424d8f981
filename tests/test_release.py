"""What a release is made of: the metadata, with a home of the project and without, and a workflow that tries it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml
from hatch_build import urls, with_whole_links

from jllm_sync import __version__

ROOT = Path(__file__).parents[1]
HOME = "https://example.org/jllm-sync"
PAGES = f"{HOME}/blob/v{__version__}"


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


def test_without_a_home_nothing_is_named() -> None:
    assert urls("", "") == {}
    assert with_whole_links("[a](docs/a.md)", "") == "[a](docs/a.md)"


def test_with_a_home_every_link_is_whole() -> None:
    assert urls(HOME, PAGES)["Rules"] == f"{PAGES}/docs/rules.md"
    text = "[a](docs/a.md#b) [web](https://example.com) [here](#here) ![shot](docs/shot.png)"
    assert with_whole_links(text, PAGES) == (
        f"[a]({PAGES}/docs/a.md#b) [web](https://example.com) [here](#here) ![shot]({PAGES}/docs/shot.png?raw=true)"
    )


def test_only_the_job_that_publishes_may_ask_for_a_token() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    allowed = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert allowed.pop("publish") == {"id-token": "write"}
    assert all(one == {"contents": "read"} for one in allowed.values())
    assert set(workflow["jobs"]["publish"]["needs"]) == {"build", "try"}
