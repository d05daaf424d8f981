"""The list's own catalog and the embedded recording: discovery's real case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.discovery.proposals import Discovery, discover
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.recording import embedded_recording
from tests.build import LIST_2024

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2026, 8, 31)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return read_catalog(LIST_2024)


@pytest.fixture(scope="session")
def observations() -> tuple[Observation, ...]:
    return embedded_recording().observations


@pytest.fixture(scope="session")
def found(catalog: Catalog, observations: tuple[Observation, ...]) -> Discovery:
    return discover(catalog, observations, observations, TODAY)
