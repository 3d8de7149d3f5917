"""A run of a program: from its own folder, with its own modules, unseen by other runs."""

import asyncio
import sys
from pathlib import Path
from types import ModuleType

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from offline.simulation.runner import Mode, Recording, record
from tests.offline.samples import SAMPLE, SAMPLE_CONFIG, write_project


def test_the_same_program_is_recorded_the_same_twice(applied: Recording) -> None:
    assert record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.APPLIED) == applied


def test_runs_do_not_see_each_other() -> None:
    def program() -> None:
        aws.sns.Topic("topic", name=pulumi.Config().require("name"))
        pulumi.export("dry", pulumi.runtime.is_dry_run())

    first = record(program, stack="one", config={"platform:name": "first"}, mode=Mode.PLANNED)
    second = record(program, stack="two", config={"platform:name": "second"})
    assert (first.named("topic").inputs["name"], first.outputs["dry"]) == ("first", True)
    assert (second.named("topic").inputs["name"], second.outputs["dry"]) == ("second", False)
    assert second.named("topic").urn == "urn:pulumi:two::platform::aws:sns/topic:Topic::topic"
    assert pulumi.runtime.get_root_resource() is None


def test_a_run_ends_what_it_began_and_goes_through_nothing_of_other_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks of earlier runs stay until garbage is collected: looking through them made each run slower than the last."""
    monkeypatch.setattr(asyncio, "all_tasks", lambda *_: pytest.fail("these are the tasks of all runs"))
    begun: list[asyncio.Task[None]] = []
    record(lambda: begun.append(asyncio.ensure_future(asyncio.sleep(3600))), stack="dev")
    assert begun[0].cancelled()


def test_modules_of_a_program_are_loaded_anew_for_each_run(tmp_path: Path) -> None:
    write_project(tmp_path, "import pulumi, part\npart.seen.append(1)\npulumi.export('seen', len(part.seen))\n")
    (tmp_path / "part.py").write_text("seen = []\n", encoding="utf-8")
    assert [record(tmp_path, stack="dev").outputs["seen"] for _ in range(2)] == [1, 1]
    assert "part" not in sys.modules
    assert str(tmp_path) not in sys.path


def test_a_program_gets_its_own_modules_though_others_of_that_name_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the project would otherwise silently run the code of the checkout it was made from."""
    write_project(tmp_path, "import pulumi, part\npulumi.export('name', part.NAME)\n")
    (tmp_path / "part.py").write_text("NAME = 'own'\n", encoding="utf-8")
    loaded = ModuleType("part")
    loaded.__dict__.update(__file__="/elsewhere/part.py", NAME="other")
    monkeypatch.setitem(sys.modules, "part", loaded)
    assert record(tmp_path, stack="dev").outputs["name"] == "own"
    assert sys.modules["part"] is loaded


def test_a_program_runs_in_its_own_folder(tmp_path: Path) -> None:
    write_project(tmp_path, "import os, pulumi\npulumi.export('here', os.getcwd())\n")
    assert record(tmp_path, stack="dev").outputs["here"] == str(tmp_path.resolve())
    assert Path.cwd() != tmp_path


def test_what_the_program_raises_is_raised() -> None:
    def program() -> None:
        random.RandomPassword("password", length=8).result.apply(lambda _: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        record(program, stack="dev")


def test_warnings_of_the_program_are_kept() -> None:
    recording = record(lambda: pulumi.log.warn("careful"), stack="dev")
    assert recording.messages == ("careful",)
