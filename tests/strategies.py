"""Whatever the Hub, or a recording, may hold: values of any JSON, and observations full of them."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from jllm_sync.hub.observation import NOT_SEEN, Absent, Field, Observation, Present, Source
from jllm_sync.repo import RepoRef, repo_url


def nested(depth: int) -> Any:
    """Lists in lists."""
    value: Any = "bottom"
    for _ in range(depth):
        value = [value]
    return value


HOSTILE: tuple[Any, ...] = (
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -(10**400),
    2**63,
    0,
    -1,
    1e308,
    nested(200),
    {"a": nested(200)},
    "\x1b[31mred\x1b[0m",
    "\x9b31m",
    "\u202egnp.exe",
    "\u2066\u200b\ufeff",
    "line\nbreak\r\u2028",
    "\ud800",
    "\udc00\ud800",
    "x" * 1_000_000,
    "other",
    "unknown",
    [],
    {},
    [None, [], {}],
    ["mit", ["apache-2.0"], {"mit": 1}],
)

texts = st.text(max_size=20) | st.sampled_from(["mit", "other", "\x1b[31m", "\u202e", "\ud800", "日本語"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | texts
    | st.integers(10**300, 10**310)
    | st.sampled_from(HOSTILE)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=8
)

LENGTHS = [
    "max_position_embeddings",
    "n_positions",
    "max_seq_len",
    "seq_length",
    "n_ctx",
    "sliding_window",
    "pad_token_id",
]
ROPE = st.dictionaries(
    st.sampled_from(["type", "rope_type", "factor", "original_max_position_embeddings", "full_attention"]),
    st.sampled_from(["linear", "yarn", "dynamic", "llama3", 4.0, 2]) | values,
)
lengths = st.sampled_from([1, 2, 512, 514, 4096, 1e9]) | values
types = st.sampled_from(["llama", "roberta", "bert", "t5", "mamba", "gemma3", "hubert"]) | values
config_items = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(LENGTHS, lengths),
        "model_type": types,
        "architectures": values,
        "rope_scaling": ROPE | values,
        "rope_parameters": ROPE | values,
        "use_sliding_window": values,
        "quantization_config": values,
        "auto_map": st.dictionaries(texts, st.sampled_from(["a/b--x.Y", "--", "x.Y"]) | values) | values,
        "vocab_size": lengths,
        "hidden_size": lengths,
    },
)
configs = (
    config_items
    | values
    | st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("text_config", "decoder", "thinker_config", "model_type"), config_items | values),
    )
)
ids = st.sampled_from(["acme/model", "acme/parent", "meta-llama/Llama-2-7b-hf", "mistralai/Mistral-7B-v0.1", "./local"])
card_items = {
    "license": st.sampled_from(["mit", "llama2", "other", ["apache-2.0", "gemma"]]) | values,
    "license_name": st.sampled_from(["House License", "llama-3"]) | values,
    "base_model": ids | st.lists(ids | values, max_size=3) | values,
    "new_version": ids | values,
    "language": values,
    "tags": values,
}
cards = st.fixed_dictionaries({}, optional=card_items) | values
SENTENCES = [
    "---\n",
    "```",
    "<!--",
    "\n\n",
    "研究目的に限ります。",
    "商用利用",
    "Not for clinical use. ",
    "contact us ",
    "- ",
]
bodies = st.lists(st.sampled_from(SENTENCES) | texts, max_size=12).map("".join)
FILE_NAMES = [
    "config.json",
    "model.safetensors",
    "pytorch_model.bin",
    "adapter_config.json",
    "model_index.json",
    "a/b.pt",
]
file_lists = st.lists(st.sampled_from(FILE_NAMES) | values, max_size=6)
other_files = st.fixed_dictionaries(
    {},
    optional={
        "sentence_bert_config.json": st.fixed_dictionaries({}, optional={"max_seq_length": lengths}) | values,
        "tokenizer_config.json": st.fixed_dictionaries({}, optional={"model_max_length": lengths}) | values,
        "adapter_config.json": st.fixed_dictionaries({}, optional={"base_model_name_or_path": ids | values}) | values,
        "LICENSE": st.sampled_from(["Apache License", "MIT License"]) | values,
        "README.md": bodies | values,
    },
)
counts = st.dictionaries(st.sampled_from(["F16", "I32"]) | texts, lengths, max_size=3)
infos = st.fixed_dictionaries(
    {},
    optional={
        "siblings": file_lists | values,
        "tags": st.lists(st.sampled_from(["custom_code", "4-bit"]) | values, max_size=3) | values,
        "config": config_items | values,
        "gated": st.sampled_from(["auto", "manual", True]) | values,
        "disabled": st.booleans() | values,
        "gguf": st.fixed_dictionaries({}, optional={"context_length": lengths, "total": values}) | values,
        "safetensors": st.fixed_dictionaries({}, optional={"total": lengths, "parameters": counts | values}) | values,
    },
)
notes = st.none() | texts.filter(bool)


@st.composite
def sources(draw: st.DrawFn, repo: str, path: str) -> Source:
    kind = draw(st.sampled_from(["api", "file", "label", "report"]))
    revision = draw(st.none() | st.text("0123456789abcdef", min_size=7, max_size=40))
    branch = draw(st.sampled_from([None, "main", "refs/pr/1"])) if revision is None else None
    page = draw(st.sampled_from([RepoRef(repo), f"{repo_url(repo)}/discussions"]))
    return Source(kind, path, revision, page, branch, draw(notes))  # type: ignore[arg-type]


@st.composite
def fields(draw: st.DrawFn, of: st.SearchStrategy[Any], repo: str, path: str) -> Field[Any]:
    match draw(st.sampled_from(["present", "present", "present", "part", "absent", "unknown"])):
        case "unknown":
            return NOT_SEEN
        case "absent":
            return Absent(draw(sources(repo, path)))
        case seen:
            return Present(draw(of), draw(sources(repo, path)), seen == "present")


@st.composite
def observations(draw: st.DrawFn, repo: str = "acme/model") -> Observation:
    state = draw(st.sampled_from(["ok", "ok", "ok", "gone", "renamed", "disabled"]))
    files = {"config.json": draw(configs), **draw(other_files)}
    return Observation(
        repo=repo,
        kind="model",
        state=state,  # type: ignore[arg-type]
        canonical=draw(st.sampled_from(["new/model", repo.upper()])) if state == "renamed" else repo,
        state_source=draw(sources(repo, "model info")),
        revision=draw(st.none() | st.just("0123456")),
        card=draw(fields(cards, repo, "README.md")),
        label=draw(fields(cards, repo, "page header")),
        info={name: draw(fields(st.just(value), repo, "model info")) for name, value in draw(infos).items()},
        files={name: draw(fields(st.just(value), repo, name)) for name, value in files.items()},
        sightings=draw(st.integers(1, 3)),
    )
