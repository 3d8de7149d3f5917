"""A pack in this process."""

import pytest

from policy.engine.catalogue import RULES
from policy.engine.server import Analyzer
from tests.policy.engine.client import Client, InProcess


@pytest.fixture
def pack() -> Client:
    client = Client(InProcess(Analyzer("platform", "0.1.0", RULES)))
    client.configure()
    return client
