"""The recording of the account stack."""

import pytest

from offline.simulation.runner import Recording
from tests.shipped import recorded


@pytest.fixture(scope="session")
def account() -> Recording:
    return recorded("account")
