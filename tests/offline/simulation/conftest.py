"""The sample program that the real engine planned, recorded in each mode."""

import pytest

from offline.simulation.runner import Mode, Recording, record
from tests.offline.samples import SAMPLE, SAMPLE_CONFIG


@pytest.fixture(scope="session", name="planned")
def _planned() -> Recording:
    return record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.PLANNED)


@pytest.fixture(scope="session", name="applied")
def _applied() -> Recording:
    return record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.APPLIED)
