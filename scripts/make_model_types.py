"""Writes model_types.yaml anew: what transformers' own classes say of every model type.

    pip install transformers==5.24.0        # in an environment of its own: jllm-sync itself does without
    python scripts/make_model_types.py > src/jllm_sync/data/model_types.yaml

Only configuration classes are imported, so neither torch nor any weights are needed. What a class does not say (that a
stored number is a stand-in, that a table begins after the padding index) is kept by hand in context_keys.yaml.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

KEYS = (
    *("max_position_embeddings", "n_positions", "max_seq_len"),
    *("max_encoder_position_embeddings", "max_text_positions"),
)
"""The fields of a configuration class that hold a length in tokens, the strongest first."""
TARGET = "max_target_positions"
"""The same of a decoder of speech: its own tokens, whatever the encoder takes."""
INNER = ("text_config", "thinker_config", "decoder", "vlm_config", "decoder_config", "text_encoder")
"""The fields that hold the config of the language model in a composite one, the likeliest first."""
HEAD = """\
# Every model type of transformers {version}; made by scripts/make_model_types.py. Do not edit.
# Source: the configuration classes of https://github.com/huggingface/transformers at v{version}
# (src/transformers/models/*/configuration_*.py), and TOKENIZER_MAPPING_NAMES of tokenization_auto.py.
#   class    the name of the type's classes, without Config
#   family   the folder of its code, where that is not the type itself
#   key      where config.json holds the length in tokens; `also` where it may stand instead (attribute_map)
#   default  the length that the class takes where config.json leaves the key out
#   inner    where the config of its language model lies, and `of` the type that it has where it names none
#   text     it reads or writes tokens, and its class stores no length: none by design
# A type with none of key, inner and text has no input in tokens.
version: {version}
types:
"""


def rows() -> Iterator[str]:
    """One line of YAML a type, in the order of the alphabet."""
    auto = import_module("transformers.models.auto.configuration_auto")
    for type_ in sorted(auto.CONFIG_MAPPING_NAMES):
        facts = ", ".join(f"{key}: {value}" for key, value in _facts(type_, auto.CONFIG_MAPPING[type_]).items())
        yield f"  {type_}: {{{facts}}}"


def _facts(type_: str, cls: Any) -> dict[str, str]:
    fields = {field.name: field.default for field in dataclasses.fields(cls)}
    facts = {"class": cls.__name__.removesuffix("Config")}
    family = cls.__module__.split(".")[-2]
    if family != type_:
        facts["family"] = family
    keys = [key for key in (*KEYS, TARGET) if key in fields]
    inner = next((name for name in INNER if name in (cls.sub_configs or {})), None)
    if keys and "vocab_size" in fields:
        facts["key"] = keys[0]
        aliases = {alias for pair in cls.attribute_map.items() if keys[0] in pair for alias in pair} - {keys[0]}
        if aliases:
            facts["also"] = f"[{', '.join(sorted(aliases))}]"
        if isinstance(fields[keys[0]], int):
            facts["default"] = str(fields[keys[0]])
    elif inner is not None:
        facts["inner"] = inner
        of = getattr(getattr(_built(cls), inner, None), "model_type", None)
        if of:
            facts["of"] = of
    elif "vocab_size" in fields:
        facts["text"] = "true"
    return facts


def _built(cls: Any) -> Any:
    """A config of the class's own defaults; None where it has none (an encoder-decoder of anything)."""
    try:
        return cls()
    except Exception:  # whatever a class demands that its defaults lack
        return None


def tokenizers() -> list[str]:
    """The classes of its tokenizers, without the ending Fast."""
    names = import_module("transformers.models.auto.tokenization_auto").TOKENIZER_MAPPING_NAMES.values()
    flat = (one for name in names for one in (name if isinstance(name, tuple | list) else (name,)))
    return sorted({one.removesuffix("Fast") for one in flat if one} | {"PreTrainedTokenizer"})


def main() -> None:
    """Print the file."""
    sys.stdout.write(HEAD.format(version=import_module("transformers").__version__))
    sys.stdout.writelines(f"{row}\n" for row in rows())
    sys.stdout.write("tokenizers:\n")
    sys.stdout.writelines(f"  - {name}\n" for name in tokenizers())


if __name__ == "__main__":
    main()
