"""The data files: what is an identifier in them is one word, however YAML folds its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jllm_sync.data import load
from jllm_sync.readings.config import known_types, model_type


def words_in(value: Any) -> Iterator[str]:
    """All texts of a data file, the keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from words_in(key)
            yield from words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words_in(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        ("architectures.yaml", lambda data: [list(data["words"].values()), data["parts"], data["usual_parts"]]),
        ("context_keys.yaml", lambda data: data),
        ("foundations.yaml", lambda data: [list(data), *(one["repos"] for one in data.values())]),
        ("licenses.yaml", lambda data: list(data["licenses"])),
        ("model_types.yaml", lambda data: data),
        ("native_types.yaml", lambda data: data),
        ("nominal_sizes.yaml", lambda data: data),
        ("use_restrictions.yaml", lambda data: list(data["restrictions"])),
        (
            "weight_files.yaml",
            lambda data: [data[key] for key in ("other_folders", "loads_otherwise", "packed_types", "quantised_tags")],
        ),
    ],
)
def test_identifiers_hold_no_blank(file: str, parts: Any) -> None:
    words = list(words_in(parts(load(file))))
    assert words
    assert [word for word in words if not word or any(letter.isspace() for letter in word)] == []


@pytest.mark.parametrize("type_", ["audio-spectrogram-transformer", "omdet-turbo", "bert", "zoedepth"])
def test_native_types(type_: str) -> None:
    assert type_ in load("model_types.yaml")["types"]


def test_native_tokenizers_stand_without_their_ending() -> None:
    names = [*load("model_types.yaml")["tokenizers"], *load("native_types.yaml")["former_tokenizers"]]
    assert {"BertJapaneseTokenizer", "LlamaTokenizer", "PreTrainedTokenizer"} <= set(names)
    assert [name for name in names if not name.endswith("Tokenizer")] == ["TokenizersBackend"]


def test_every_inner_type_is_known_and_leads_somewhere() -> None:
    for kind in known_types().values():
        seen = []
        while kind.inner is not None and kind.of is not None:
            assert kind.name not in seen
            seen.append(kind.name)
            inner = model_type(kind.of)
            assert inner is not None, kind.of
            kind = inner


def test_the_table_of_types_is_that_of_one_release() -> None:
    """model_types.yaml is made by scripts/make_model_types.py; by hand nobody writes a table of hundreds."""
    data = load("model_types.yaml")
    assert len(data["types"]) > 800
    assert set(data) == {"version", "types", "tokenizers"}
    facts = {"class", "family", "key", "also", "default", "inner", "of", "text"}
    assert all(set(row) <= facts for row in data["types"].values())


@pytest.mark.parametrize("kind", ["offset_types", "soft_types", "rope_already_raised"])
def test_what_is_kept_by_hand_is_of_known_types(kind: str) -> None:
    unknown = {name for name in load("context_keys.yaml")[kind] if model_type(name) is None}
    assert unknown <= {"mluke"}  # the class of LUKE
