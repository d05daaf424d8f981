"""A new source of observations is its module and one line in the table."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from types import ModuleType

import pytest

from jllm_sync.cli.session import session
from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.source import SOURCES, Attended, Cost, HubChoice, Observed, Origin, Source
from jllm_sync.repo import RepoRef
from tests.build import catalog_of, observed, run


class Shelf(Source):
    """A source that knows every repo."""

    def observe(self, repos: Collection[RepoRef], files: Collection[str], others: Collection[RepoRef] = ()) -> Observed:
        results = {ref: observed(ref.repo) for ref in repos}
        return Observed(results, Origin("recorded", "https://huggingface.co"), Cost())


@contextmanager
def open_shelf(choice: HubChoice, attended: Callable[[], AbstractContextManager[Attended]]) -> Iterator[Source]:
    with attended():
        yield Shelf()


def test_a_source_is_its_module_and_a_line_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("shelf")
    module.open_source = open_shelf  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "shelf", module)
    monkeypatch.setitem(SOURCES, "shelf", "shelf")
    with session(HubChoice("shelf")) as hub:
        result = hub.observe([RepoRef("lab/a")], []).results[RepoRef("lab/a")]
        hub.remember(run(catalog_of("context: 4096")))
        with pytest.raises(UserError, match="--derivatives"):
            hub.derivatives(["lab/a"], 1, datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(result, Observation)
