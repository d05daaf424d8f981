"""What rules look at: a variant beside its observation, and the readings of it, each made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from jllm_sync.catalog.model import Catalog, Claim, ClaimField, Entry, Variant
from jllm_sync.hub.observation import Observation
from jllm_sync.readings import card, code, context, license
from jllm_sync.readings.architecture import read_architecture
from jllm_sync.readings.lineage import read_parents, read_successor
from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.weights import read_weights

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Reader(Generic[T]):
    """A reading that rules rest on: how it is made, and the files of a repo that it needs."""

    of: Callable[[Subject], T]
    files: frozenset[str] = frozenset()
    of_kin: bool = False
    """Whether it looks at other listed repos too: what it was made from."""


@dataclass(frozen=True)
class Subject:
    """One variant of the catalog beside what the Hub was observed to say of its repo."""

    catalog: Catalog
    entry: Entry
    variant: Variant
    observation: Observation
    listed: Mapping[str, tuple[Entry, Variant]] = field(default_factory=dict)
    """All models that the catalog lists, by their IDs in small letters."""
    models: Mapping[str, Observation] = field(default_factory=dict)
    """All models that this run observed, by their IDs in small letters."""
    _read: dict[Reader[Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def read(self, reader: Reader[T]) -> T:
        """A reading of it, made once however many rules rest on it."""
        if reader not in self._read:
            self._read[reader] = reader.of(self)
        made: T = self._read[reader]
        return made

    def claim(self, name: ClaimField) -> Claim | None:
        """What the catalog states of the variant, of itself or by inheritance."""
        return self.variant.claims.get(name)


_OF_CONFIG = frozenset({"config.json"})

ARCHITECTURE = Reader(lambda subject: read_architecture(subject.observation), _OF_CONFIG)
CONTEXT = Reader(lambda subject: context.read_context(subject.observation, subject.models), context.FILES, of_kin=True)
CUSTOM_CODE = Reader(lambda subject: code.read_custom_code(subject.observation), code.FILES)
LICENSE = Reader(lambda subject: license.read_license(subject.observation), frozenset(license.LICENSE_FILES))
PARAMETERS = Reader(lambda subject: read_parameters(subject.observation), _OF_CONFIG)
PARENTS = Reader(lambda subject: read_parents(subject.observation), frozenset({"adapter_config.json", "config.json"}))
RESTRICTIONS = Reader(lambda subject: card.read_restrictions(subject.observation), card.FILES)
SUCCESSOR = Reader(lambda subject: read_successor(subject.observation))
WEIGHTS = Reader(lambda subject: read_weights(subject.observation))
