"""The sample program as the command previews it, and as it is recorded."""

from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, record
from tests.offline.samples import SAMPLE, SAMPLE_CONFIG, printed_here


@pytest.fixture(scope="session", name="sample")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One preview of the sample program, with its report and its state."""
    file = tmp_path_factory.mktemp("state") / "state.json"
    printed = printed_here("preview", "sample", "-C", SAMPLE, "--policy-pack", "none", "--json", file, "--full")
    return printed, file.read_text(encoding="utf-8")


@pytest.fixture(scope="session", name="applied")
def _applied() -> Recording:
    return record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.APPLIED)
