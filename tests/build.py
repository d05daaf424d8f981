"""Short ways to say in a test what the Hub showed and what a catalog claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from jllm_sync.audit import Report, Selection, audit, repos_of
from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.finding import Finding
from jllm_sync.hub.observation import NOT_SEEN, Field, Observation, Present, Source, SourceKind, State
from jllm_sync.hub.recording import RecordedHub, Recording, embedded_recording
from jllm_sync.repo import RepoKind, file_url, repo_url

REVISION = "0123456789abcdef0123456789abcdef01234567"
TODAY = date(2026, 8, 1)
LIST_2024 = Path(__file__).parent / "data" / "list_2024" / "catalog.yaml"
"""The list as it was on 2024-12-31: of what came since, the recording knows some, so discovery is tried on it."""
REPO = "acme/model"

LICENSES = """\
  apache-2.0: {name: Apache 2.0, accepts: [{license: apache-2.0}]}
  mit: {name: MIT, accepts: [{license: mit}]}
  cc-by-4.0: {name: CC BY 4.0, accepts: [{license: cc-by-4.0}]}
  cc-by-nc: {name: CC BY-NC, accepts: [{license: cc-by-nc-2.0}, {license: cc-by-nc-3.0}, {license: cc-by-nc-4.0}]}
  cc-by-nc-4.0: {name: CC BY-NC 4.0, accepts: [{license: cc-by-nc-4.0}]}
  llama2: {name: Llama 2 Community License, accepts: [{license: llama2}, {license: other, name: llama-2}]}
  llama3: {name: Llama 3 Community License, accepts: [{license: llama3}, {license: other, name: llama-3}]}
  llama3.1: {name: Llama 3.1 Community License, accepts: [{license: llama3.1}]}
  gemma: {name: Gemma Terms of Use, accepts: [{license: gemma}]}
  house:
    name: {en: House License, ja: 自社ライセンス}
    accepts: [{license: other, title: House Model License}, {name: house-license}]
  service: {name: Terms of a service, accepts: []}
"""


FOUNDATIONS = {
    "llama-3": "{name: Llama 3, repos: [], license: service}",
    "llama-2": "{name: Llama 2, license: llama2, repos: [meta-llama/Llama-2-7b-hf, meta-llama/Llama-2-13b-hf]}",
    "gemma-2": "{name: Gemma 2, license: gemma, repos: [google/gemma-2-2b]}",
    "llama-3.2": "{name: Llama 3.2, repos: [meta-llama/Llama-3.2-1B]}",
    "code-llama": "{name: Code Llama, from: llama-2, repos: [codellama/CodeLlama-7b-hf]}",
    "mistral-7b": "{name: Mistral 7B, license: apache-2.0, repos: [mistralai/Mistral-7B-v0.1]}",
}


def source(
    path: str = "config.json",
    *,
    repo: str = REPO,
    kind: SourceKind = "file",
    revision: str | None = REVISION,
    branch: str | None = None,
    note: str | None = None,
) -> Source:
    at = file_url(repo, path, revision or branch) if kind == "file" else repo_url(repo)
    return Source(kind, path, revision, at, branch, note)


def seen(
    value: Any,
    path: str,
    *,
    repo: str = REPO,
    complete: bool = True,
    branch: str | None = None,
    kind: SourceKind = "file",
) -> Present[Any]:
    """A fact that was seen; with a branch instead of a revision where one is given."""
    at = source(path, repo=repo, kind=kind, revision=None if branch else REVISION, branch=branch)
    return Present(value, at, complete)


def observed(
    repo: str = REPO,
    *,
    config: Any = None,
    card: Any = None,
    label: Any = None,
    files: Mapping[str, Any] | None = None,
    info: Mapping[str, Any] | None = None,
    complete: bool = True,
    branch: str | None = None,
    state: State = "ok",
    canonical: str | None = None,
    kind: RepoKind = "model",
    sightings: int = 1,
) -> Observation:
    """An observation of one repo: ``config`` is its config.json, ``card`` the front matter of its README.md.

    ``complete`` says whether card and files were seen whole, ``branch`` that they were read there.
    """
    contents = dict(files or {})
    if config is not None:
        contents["config.json"] = config

    def fact(value: Any, path: str, of: SourceKind = "file") -> Present[Any]:
        return seen(value, path, repo=repo, complete=complete, branch=branch, kind=of)

    card_: Field[Any] = NOT_SEEN if card is None else fact(card, "README.md")
    label_: Field[Any] = (
        NOT_SEEN if label is None else seen(label, "page header", repo=repo, kind="label", complete=False)
    )
    return Observation(
        repo=repo,
        kind=kind,
        state=state,
        canonical=canonical or repo,
        state_source=source("model info", repo=repo, kind="api"),
        card=card_,
        label=label_,
        info={name: fact(value, "model info", "api") for name, value in (info or {}).items()},
        files={name: fact(value, name) for name, value in contents.items()},
        sightings=sightings,
    )


def catalog(entries: str, settings: str = "{}") -> Catalog:
    """A catalog with one section, ``models``, of these entries, and the licences above."""
    body = indent(dedent(entries).strip("\n"), "      ")
    foundations = ", ".join(f"{id_}: {base}" for id_, base in FOUNDATIONS.items())
    head = f"title: A list\nsettings: {settings}\nlicenses:\n{LICENSES}foundations: {{{foundations}}}\n"
    return parse_catalog(
        f"{head}sections:\n  - id: models\n    title: Models\n    entries:\n{body}\n".encode(), "catalog.yaml"
    )


def catalog_of(claim: str, repo: str = REPO) -> Catalog:
    """A catalog with one entry, ``family``, of one variant, which states this claim itself."""
    return catalog(f"- id: family\n  name: Family\n  variants: [{{repo: {repo}, {claim}}}]")


def run(
    catalog: Catalog,
    *observations: Observation,
    selection: Selection | None = None,
    today: date = TODAY,
) -> Report:
    """The audit of a catalog on a recording of these observations; low confidence counts too."""
    selection = selection or Selection(min_confidence="low")
    hub = RecordedHub(Recording("2026-08-01", "https://huggingface.co", "", observations))
    return audit(catalog, hub.observe(repos_of(catalog, selection)), selection, today)


def findings(claim: str, observation: Observation, rule: str) -> tuple[Finding, ...]:
    """What one rule finds where a variant states this claim and the Hub shows this."""
    selection = Selection(rules=(rule,), min_confidence="low")
    return run(catalog_of(claim, observation.repo), observation, selection=selection).findings


def found(entries: str, rule: str, *observations: Observation) -> tuple[Finding, ...]:
    """What one rule finds in a catalog of these entries where the Hub shows this."""
    selection = Selection(rules=(rule,), min_confidence="low")
    return run(catalog(entries), *observations, selection=selection).findings


@cache
def recorded() -> Mapping[str, Observation]:
    """The embedded recording, by repo ID in lower case."""
    return {observation.repo.lower(): observation for observation in embedded_recording().observations}


def text_of(lines: Iterable[Any]) -> str:
    """Lines of a text report as one string."""
    return "\n".join(line.plain for line in lines)
