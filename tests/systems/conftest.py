"""Recordings that the tests of the systems share, each made once."""

import pytest

from offline.simulation.runner import Mode, Recording
from tests.shipped import recorded


@pytest.fixture(scope="session")
def production() -> Recording:
    """The engine's production stack."""
    return recorded("production")


@pytest.fixture(scope="session")
def dev() -> Recording:
    """The engine's dev stack."""
    return recorded("dev")


@pytest.fixture(scope="module", params=list(Mode), ids=str)
def either(request: pytest.FixtureRequest) -> Recording:
    """The stack that the test's module names as STACK, in each mode."""
    return recorded(request.module.STACK, request.param)


@pytest.fixture(scope="module")
def applied(request: pytest.FixtureRequest) -> Recording:
    """The same, in applied mode."""
    return recorded(request.module.STACK)
