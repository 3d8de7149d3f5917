"""One more service takes one value in the system's module and one line in each stack file; nothing else."""

import functools
import shutil
from pathlib import Path

import pytest
import yaml

from offline.simulation.runner import Mode, Recording, record
from tests import reading
from tests.reading import update_state
from tests.shipped import STACKS, completed, values_of
from tests.stacks import ROOT, as_engine, changed, recorded_copy, recorded_values

VALUE = """
    ServiceSpec(
        "specimen-worker",
        image="workers",
        command=("python", "-m", "src.streaming.specimen_worker"),
        consumes=("predictions-stream",),
        access=lambda it: [it.data.access(write="scores/*")],
    ),
"""
SIZE = ("platform:services.specimen-worker", {"cpu": 256, "memory": 512, "min_capacity": 1, "max_capacity": 1})
MODULE = "systems/pre_delinquency_engine.py"
PROGRAM = ("__main__.py", "Pulumi.yaml", "components", "naming", "stack", "systems")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one more service: a value in the module's tuple, and a line in each of its stack files."""
    folder = tmp_path_factory.mktemp("program")
    for name in PROGRAM:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    before, head, after = (ROOT / MODULE).read_text().partition("SERVICES: tuple[ServiceSpec[Parts], ...] = (")
    services, end, rest = after.partition("\n)\n")
    (folder / MODULE).write_text(f"{before}{head}{services}{VALUE.rstrip()}{end}{rest}")
    for stack in STACKS:
        values = changed(completed(values_of(stack)), SIZE)
        (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": values}, sort_keys=False))
    return folder


def without(stack: str) -> Recording:
    return recorded_values(stack, Mode.APPLIED, completed(values_of(stack)))


@functools.cache
def with_one_more(program: Path, stack: str) -> Recording:
    return recorded_copy(program, stack)


@pytest.mark.parametrize("stack", ["dev", "production"])
def test_one_more_service_adds_itself_and_changes_nothing_else(program: Path, stack: str) -> None:
    """Staging is production in dev's sizes, and what dr restores and is told is no part of a service: the two tell."""
    before = {(one.type, one.name): update_state(one) for one in without(stack).resources}
    after = {(one.type, one.name): update_state(one) for one in with_one_more(program, stack).resources}
    assert before.keys() < after.keys()
    assert all("specimen-worker" in name for _, name in after.keys() - before.keys())
    shared = {"watch-dashboard", "watch-errors", "watch-errors-by-service", "watch-slowest-requests"}
    assert {name for (kind, name) in before if before[kind, name] != after[kind, name]} == shared


def test_it_gets_exactly_what_it_asked_for(program: Path) -> None:
    production = with_one_more(program, "production")
    assert reading.sources_of(production, "specimen-worker-group") == set()
    assert reading.destinations_of(production, "specimen-worker-group") == {("0.0.0.0/0", 443), ("stream-group", 9098)}
    sids = {statement["Sid"] for statement in reading.permissions(production, "pde-production-specimen-worker-task")}
    assert sids == {"ConnectToKafka", "Consume", "JoinGroup", "WriteData", "EncryptData"}


def test_a_value_in_the_module_alone_is_told_before_anything_is_declared(program: Path) -> None:
    values = completed(values_of("dev"))
    with pytest.raises(Exception, match=r"platform:services\.specimen-worker") as told:
        record(program, stack="dev", config=as_engine(values), mode=Mode.APPLIED)
    assert "add it: it is part of pre-delinquency-engine" in str(told.value)
