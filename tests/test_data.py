"""The data files: what is an identifier in them is one word, however YAML folds its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jllm_sync.data.load import load


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
