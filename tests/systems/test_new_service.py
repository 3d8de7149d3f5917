"""A sixth service takes one block in the system's module (and its name in TIERS) and one in each stack file; nothing else."""

import shutil
from pathlib import Path

import pytest

from offline.engine import Mode, Recording, record
from tests import reading
from tests.stacks import ROOT, as_engine, changed, recorded, stacks_of, values_of

BLOCK = """
    Service(
        "score-exporter",
        base.workload("score-exporter", worker_images),
        command=["python", "-m", "src.streaming.score_exporter"],
        access=[stream.access(consume=["predictions-stream"], group="score-exporter"), data.access(write="scores/*")],
    )
"""
SIZE = {"cpu": 256, "memory": 512, "min_capacity": 1, "max_capacity": 1}
PROGRAM = ("__main__.py", "Pulumi.yaml", "components", "systems")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program whose module has one more service."""
    folder = tmp_path_factory.mktemp("program")
    for name in PROGRAM:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    module = folder / "systems" / "pre_delinquency_engine.py"
    text = module.read_text()
    before_backup = "    if settings.backup is not None:"
    assert text.count(before_backup) == 1
    text = text.replace(before_backup, f"{BLOCK}{before_backup}").replace(
        '"transaction-simulator"),', '"transaction-simulator", "score-exporter"),', 1
    )
    module.write_text(text)
    return folder


def with_exporter(copy: Path, stack: str) -> Recording:
    values = changed(values_of(stack), ("platform:services.score-exporter", SIZE))
    return record(copy, stack=stack, config=as_engine(values), mode=Mode.APPLIED)


@pytest.mark.parametrize("stack", stacks_of("pre-delinquency-engine"))
def test_a_sixth_service_adds_itself_and_changes_nothing_else(copy: Path, stack: str) -> None:
    before = {(one.type, one.name): one.inputs for one in recorded(stack).resources}
    after = {(one.type, one.name): one.inputs for one in with_exporter(copy, stack).resources}
    assert before.keys() < after.keys()
    assert all("score-exporter" in name for _, name in after.keys() - before.keys())
    shared = {"watch-dashboard", "watch-errors", "watch-errors-by-service", "watch-slowest-requests"}
    assert {name for (kind, name) in before if before[kind, name] != after[kind, name]} <= shared


def test_it_gets_exactly_what_it_asked_for(copy: Path) -> None:
    production = with_exporter(copy, "production")
    assert reading.sources_of(production, "score-exporter-group") == set()
    assert reading.destinations_of(production, "score-exporter-group") == {("0.0.0.0/0", 443), ("stream-group", 9098)}
    sids = {statement["Sid"] for statement in reading.permissions(production, "pde-production-score-exporter-task")}
    assert sids == {"SendTraces", "ConnectToKafka", "Consume", "JoinGroup", "WriteData", "EncryptData"}
