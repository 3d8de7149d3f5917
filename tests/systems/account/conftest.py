"""The recording of the account stack."""

import pytest

from offline.simulation.runner import Recording
from tests.stacks import recorded


@pytest.fixture(scope="session")
def account() -> Recording:
    return recorded("account")
