"""The complete fixture: a small invented Hub, of which everything is known, and a catalog of it.

`python -m tests.complete` writes tests/data/complete/recording.jsonl anew from hub.yaml.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.hub.observation import Absent, Field, Observation, Present, Source, State
from jllm_sync.hub.recording import Recording, format_recording
from jllm_sync.repo import file_url, repo_url

FOLDER = Path(__file__).parent / "data" / "complete"
RECORDING = FOLDER / "recording.jsonl"
ASKED = ("LICENSE", "adapter_config.json", "config.json", "sentence_bert_config.json", "tokenizer_config.json")
"""The files that the rules ask for beside README.md: of a repo that lacks one, this is known."""
NOTE = "Invented by hand after the shapes that the Hub's API documents; see README.md beside it."


def complete_recording() -> Recording:
    """The recording that hub.yaml describes."""
    described = yaml.safe_load((FOLDER / "hub.yaml").read_text(encoding="utf-8"))
    return Recording("2026-07-01", "https://huggingface.co", NOTE, tuple(map(_observation, described)))


@cache
def complete_catalog() -> Catalog:
    """The catalog of the fixture."""
    return parse_catalog((FOLDER / "catalog.yaml").read_bytes(), "catalog.yaml")


def _observation(of: Mapping[str, Any]) -> Observation:
    repo, state = of["repo"], of.get("state", "ok")
    revision = hashlib.sha1(repo.encode()).hexdigest()
    api = Source("api", "model info", revision, repo_url(repo))
    if state != "ok":
        plain: State = "renamed" if isinstance(state, dict) else state
        canonical = state["renamed"] if isinstance(state, dict) else repo
        asked = Source("api", "model info", None, repo_url(repo))
        info: dict[str, Field[Any]] = {"disabled": Present(True, asked)} if state == "disabled" else {}
        return Observation(repo, "model", plain, canonical, asked, info=info, sightings=2)
    card, config = of.get("card"), of.get("config")
    files = dict(of.get("json", {}))
    if config is not None:
        files["config.json"] = config
    if "license" in of:
        files["LICENSE"] = of["license"]
    weights = of.get("weights", ["model.safetensors"]) if "tensors" in of else []
    listed = sorted([".gitattributes", "README.md", *files, *weights, *of.get("more", [])])
    seen: dict[str, Field[Any]] = {"README.md": _file(repo, revision, "README.md", _readme(card, of.get("body", "")))}
    if not of.get("gated"):  # of a gated repo only README.md is public
        for name in sorted({*ASKED, *files}):
            seen[name] = _file(repo, revision, name, files.get(name))
    readme = Source("file", "README.md", revision, file_url(repo, "README.md", revision))
    return Observation(
        repo=repo,
        kind="model",
        state="ok",
        canonical=repo,
        state_source=api,
        revision=revision,
        card=Absent(readme) if card is None else Present(card, readme),
        info={name: Absent(api) if value is None else Present(value, api) for name, value in _info(of, listed).items()},
        files=seen,
    )


def _info(of: Mapping[str, Any], listed: Sequence[str]) -> dict[str, Any]:
    """The fields of model info as the API names them; None where the Hub has none."""
    card, config = of.get("card") or {}, of.get("config")
    tensors = of.get("tensors")
    licenses = card.get("license", [])
    tags = [card["library_name"]] if "library_name" in card else []
    tags += ["safetensors"] if tensors else []
    if config:
        tags += [config["model_type"], *(["custom_code"] if "auto_map" in config else [])]
    tags += [f"license:{name}" for name in ([licenses] if isinstance(licenses, str) else licenses)]
    extract = ("architectures", "model_type", "auto_map", "quantization_config")
    return {
        "config": {key: config[key] for key in extract if key in config} if config else None,
        "createdAt": "2025-04-01T00:00:00.000Z",
        "disabled": False,
        "gated": of.get("gated", False),
        "gguf": of.get("gguf"),
        "lastModified": "2026-06-01T00:00:00.000Z",
        "library_name": card.get("library_name"),
        "pipeline_tag": card.get("pipeline_tag"),
        "private": False,
        "safetensors": {"parameters": tensors, "total": sum(tensors.values())} if tensors else None,
        "siblings": listed,
        "tags": [*tags, "region:us"],
    }


def _readme(card: Mapping[str, Any] | None, body: str) -> str:
    if card is None:
        return body or "A model.\n"
    return f"---\n{yaml.safe_dump(dict(card), allow_unicode=True, sort_keys=False)}---\n{body}"


def _file(repo: str, revision: str, name: str, content: Any) -> Field[Any]:
    source = Source("file", name, revision, file_url(repo, name, revision))
    return Absent(source) if content is None else Present(content, source)


if __name__ == "__main__":
    RECORDING.write_text(format_recording(complete_recording()), encoding="utf-8", newline="\n")
