"""Settings of the whole suite, and the folder in which its workers share recordings."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator

import pytest

from offline.judging.pack_process import PackProcess
from offline.project import Project
from offline.simulation import lazy_sdk
from offline.simulation.mode import Mode
from tests.stacks import ROOT, SHARED

pytest_plugins = ["policy.testing"]

# Recordings are many long-lived objects: looking for garbage among them as often as Python does costs a fifth of the time.
gc.set_threshold(100_000)
lazy_sdk.install()
# The commands that tests start load what the project consists of: compiled once, however the shell was set up.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


_LONGEST = ("test_pages_followed", "test_every", "test_accepted", "test_sweeps", "test_ending", "test_changing_stacks")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder before workers start, which inherit its name, and remove it after the last."""
    if not hasattr(config, "workerinput"):  # set by pytest-xdist in a worker
        folder = tempfile.mkdtemp(prefix="recordings-")
        os.environ[SHARED] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder))


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """The port of the policy pack, started once for all plans of a worker: a preview of each would mostly wait for it to start."""
    project = Project(name="platform", stack="dev", program=ROOT, config={}, secret_keys=())
    with PackProcess(ROOT / "policy", project, Mode.APPLIED) as process:
        yield process.port(Mode.APPLIED)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: a worker would end with one alone."""
    items.sort(key=lambda item: not item.path.name.startswith(_LONGEST))
