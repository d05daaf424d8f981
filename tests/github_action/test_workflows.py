"""The workflows, the example in the docs and action.yml fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())


def texts() -> dict[str, str]:
    found = {path.name: path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml")}
    docs = (ROOT / "docs/deployment.md").read_text()
    examples = re.findall(r"```yaml\n# \.github/workflows/(\S+)\n(.*?)```", docs, re.DOTALL)
    assert len(examples) == docs.count("```yaml")
    found |= {f"{name} in docs/deployment.md": text for name, text in examples}
    return found


def steps(workflow: str) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(workflow)["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("name", texts())
def test_what_a_workflow_gives_and_takes_the_action_has(name: str) -> None:
    workflow = texts()[name]
    for step in steps(workflow):
        if step.get("uses") == "./" or step.get("uses", "").startswith("OWNER/"):
            assert step.get("with", {}).keys() <= ACTION["inputs"].keys()
    assert set(re.findall(r"steps\.audit\.outputs\.([a-z-]+)", workflow)) <= ACTION["outputs"].keys()


def test_each_action_is_pinned_to_one_commit_with_its_version() -> None:
    pins: dict[str, set[str]] = {}
    for text in [*texts().values(), (ROOT / "action.yml").read_text()]:
        for used in re.findall(r"uses: (\S+.*)", text):
            if not used.startswith(("./", "OWNER/")):
                match = re.fullmatch(r"((?:actions|pypa)/[a-z-]+)(?:/[a-z]+)?@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", used)
                assert match, used
                pins.setdefault(match[1], set()).add(f"{match[2]} {match[3]}")
    assert pins.keys() == {
        *(f"actions/{name}" for name in ("checkout", "setup-python", "cache", "upload-artifact", "download-artifact")),
        *(f"actions/{name}" for name in ("upload-pages-artifact", "deploy-pages")),
        "pypa/gh-action-pypi-publish",
    }
    assert all(len(commits) == 1 for commits in pins.values()), pins


def test_no_expression_is_part_of_a_command() -> None:
    scripts = [step["run"] for text in texts().values() for step in steps(text) if "run" in step]
    scripts += [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


def test_the_hooks_that_the_docs_name_are_there() -> None:
    """Tried with pre-commit itself, too: on a catalog and on three pages."""
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    shown = re.findall(
        r"```yaml\n# \.pre-commit-config\.yaml\n(.*?)```", (ROOT / "docs/for-registers.md").read_text(), re.S
    )
    named = [hook for text in shown for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]
    assert len(named) == 2 and {hook["id"] for hook in named} <= hooks.keys()
    pattern = re.compile(hooks["jllm-sync-validate"]["files"])
    assert (
        pattern.search("catalog.yaml") and pattern.search("models/catalog.yml") and not pattern.search("mycatalog.yaml")
    )
