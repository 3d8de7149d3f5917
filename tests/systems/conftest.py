"""Recordings of two stacks of the engine in applied mode, made once."""

import pytest

from offline.simulation.runner import Recording
from tests.shipped import recorded


@pytest.fixture(scope="session")
def production() -> Recording:
    return recorded("production")


@pytest.fixture(scope="session")
def dev() -> Recording:
    return recorded("dev")
