"""The sample program as the command previews it, and as it is recorded."""

from typing import Any

import pytest

from offline.errors import Exit
from offline.simulation.runner import Mode, Recording, record
from tests.offline.samples import SAMPLE, SAMPLE_CONFIG, run


@pytest.fixture(scope="session", name="sample")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One preview of the sample program, with its report and its state."""
    file = tmp_path_factory.mktemp("state") / "state.json"
    done = run("preview", "sample", "-C", SAMPLE, "--policy-pack", "none", "--json", file, "--full")
    assert done.returncode == Exit.OK
    return done.stdout, file.read_text(encoding="utf-8")


@pytest.fixture(scope="session", name="applied")
def _applied() -> Recording:
    return record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.APPLIED)
