"""What the commands that build, restore and destroy do when something is otherwise than expected."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.ending import Exit
from tests.ops.cases.accept import LINE, SOURCE, TODAY, empty, throw_away
from tests.ops.cases.accept import STACK as THROW_AWAY
from tests.ops.cases.bootstrap import CASE as BOOTSTRAP
from tests.ops.cases.bootstrap import nothing_there
from tests.ops.cases.restore_database import CASE as RESTORE
from tests.ops.cases.restore_database import STATE
from tests.ops.driving import Ops
from tests.ops.events import NEW, job_runs, push
from tests.stacks import ROOT

ACCEPT = f"{LINE} --yes"


def fails_at(*verbs: str) -> Any:
    """A Pulumi whose calls of these verbs fail."""

    def called(arguments: list[str]) -> Mapping[str, Any]:
        return {"status": 1 if arguments[0] in verbs else 0}

    return called


def test_a_restore_lets_go_of_the_present_generation_alone(ops: Ops) -> None:
    RESTORE.prepare(ops)
    ended = ops(f"{RESTORE.line} --yes")
    assert ended.status == Exit.DONE, ended
    verbs = [" ".join(one[:2]) for one in ops.ups]
    assert verbs == ["state unprotect", "state unprotect", "preview -s", "up -s", "up -s"]
    assert [one[2] for one in ops.ups[:2]] == [STATE[0]["urn"], STATE[1]["urn"]]
    assert "--refresh" in ops.ups[-1]
    assert "--refresh" not in ops.ups[-2]
    assert "generation: 2" in (ops.root / "Pulumi.production.yaml").read_text()


def test_a_preview_that_fails_puts_the_stack_file_back(ops: Ops) -> None:
    RESTORE.prepare(ops)
    before, ops.up = ops.stack_files(), fails_at("preview")
    ended = ops(f"{RESTORE.line} --yes")
    assert (ended.status, ops.stack_files() == before, "unfinished" in ended.err) == (Exit.FAILED, True, False)


def test_an_up_that_fails_keeps_the_file_and_says_how_to_go_on(ops: Ops) -> None:
    RESTORE.prepare(ops)
    ops.up = fails_at("up")
    ended = ops(f"{RESTORE.line} --yes")
    assert ended.status == Exit.FAILED
    assert "may be half restored; pde-production-database is there as before" in ended.err
    assert "generation: 2" in (ops.root / "Pulumi.production.yaml").read_text()


def test_what_a_state_does_not_hold_is_not_restored(ops: Ops) -> None:
    RESTORE.prepare(ops)
    ops.held = []
    ended = ops(f"{RESTORE.line} --yes")
    assert (ended.status, ops.ups) == (Exit.INPUT, [])
    assert "no protected resource named database-..." in ended.err


def test_bootstrap_does_nothing_the_second_time_and_changes_what_somebody_set_only_after_it_was_confirmed(ops: Ops) -> None:
    nothing_there(ops)
    assert ops("bootstrap --yes", stack="account").status == Exit.DONE
    ended = ops("bootstrap", stack="account")
    assert (ended.status, "nothing to do" in ended.out) == (Exit.DONE, True), ended
    assert not set(ended.actions) & set(BOOTSTRAP.changes)
    s3 = ops.stack("production").client("s3")
    s3.put_bucket_versioning(Bucket="example-platform-state", VersioningConfiguration={"Status": "Suspended"})
    ended = ops("bootstrap", stack="account")
    assert (ended.status, "DIFFERS  us-east-1 example-platform-state: versions" in ended.out) == (Exit.DECLINED, True), ended
    ended = ops("bootstrap --yes", stack="account")
    assert "What somebody has set otherwise is replaced as well: example-platform-state: versions" in ended.err
    assert [action for action in ended.actions if ":Put" in action] == ["s3:PutBucketVersioning"]


def test_bootstrap_is_the_accounts(ops: Ops) -> None:
    ended = ops("bootstrap --yes")
    assert (ended.status, "no platform:account" in ended.err) == (Exit.INPUT, True)


def test_acceptance_is_reported(ops: Ops, tmp_path: Path) -> None:
    throw_away(ops)
    empty(ops)
    file = tmp_path / "report.json"
    assert ops(f"{ACCEPT} --report {file}", stack=THROW_AWAY).status == Exit.DONE
    assert [one[0] for one in ops.ups] == ["up", "up", "preview", "destroy"]
    assert "--expect-no-changes" in ops.ups[2]
    report = json.loads(file.read_text())
    assert (report["accepted"], [one["outcome"] for one in report["steps"]]) == (True, ["good"] * 5)


@pytest.mark.parametrize(
    ("verbs", "more", "ran", "left"),
    [
        (["up"], "", ["up", "destroy"], False),
        (["preview"], "", ["up", "up", "preview", "destroy"], False),
        (["preview"], " --keep-failed", ["up", "up", "preview"], True),
        (["destroy"], "", ["up", "up", "preview", "destroy"], True),
        (["up", "destroy"], "", ["up", "destroy"], True),
    ],
)
def test_acceptance_that_fails_says_what_is_left(
    ops: Ops, tmp_path: Path, verbs: list[str], more: str, ran: list[str], *, left: bool
) -> None:
    throw_away(ops)
    file = tmp_path / "report.md"
    empty(ops, *verbs)
    ended = ops(f"{ACCEPT} --report {file}{more}", stack=THROW_AWAY)
    assert (ended.status, [one[0] for one in ops.ups]) == (Exit.FAILED, ran), ended
    assert (f"to finish:       pulumi destroy -s {THROW_AWAY}" in ended.err) == left
    assert ("was destroyed: nothing is left of it" in ended.err) == (not left)
    assert "not accepted" in file.read_text()


def test_acceptance_destroys_nothing_that_was_there(ops: Ops) -> None:
    """A protected stack, one that is meant to stay or should be gone, or one that somebody uses."""
    ended = ops(ACCEPT)
    assert (ended.status, "a protected stack" in ended.err, ops.ups) == (Exit.INPUT, True, [])
    ended = ops(ACCEPT, stack=THROW_AWAY)
    assert (ended.status, "nothing: a stack that is meant to stay" in ended.err, ops.ups) == (Exit.INPUT, True, [])
    throw_away(ops, "2026-01-31")
    ended = ops(ACCEPT, stack=THROW_AWAY)
    assert (ended.status, "found:   2026-01-31" in ended.err, ops.ups) == (Exit.INPUT, True, [])
    throw_away(ops)
    ops.held = STATE
    ended = ops(ACCEPT, stack=THROW_AWAY)
    assert (ended.status, "a stack that holds 4 resources" in ended.err, ops.ups) == (Exit.INPUT, True, [])


def test_an_accepted_stack_may_be_kept_and_its_file_says_for_how_long(ops: Ops, tmp_path: Path) -> None:
    ops.copy_project()
    empty(ops)
    file = tmp_path / "report.md"
    ended = ops(f"{ACCEPT} --keep-until {TODAY} --report {file}", stack=THROW_AWAY)
    assert (ended.status, [one[0] for one in ops.ups]) == (Exit.DONE, ["up", "up", "preview"]), ended
    assert f'  platform:expires: "{TODAY}"' in (ops.root / f"Pulumi.{THROW_AWAY}.yaml").read_text()
    assert f"stands until somebody runs: pulumi destroy -s {THROW_AWAY}" in ended.out
    assert file.read_text().startswith(f"# Acceptance of {THROW_AWAY}: good\n")


@pytest.mark.parametrize(("verbs", "left"), [(["preview"], False), (["preview", "destroy"], True)])
def test_the_last_day_that_was_written_goes_with_the_stack(ops: Ops, verbs: list[str], *, left: bool) -> None:
    ops.copy_project()
    before = ops.stack_files()
    empty(ops, *verbs)
    ended = ops(f"{ACCEPT} --keep-until {TODAY}", stack=THROW_AWAY)
    assert (ended.status, ops.stack_files() == before) == (Exit.FAILED, not left), ended
    assert (f"git checkout -- Pulumi.{THROW_AWAY}.yaml" in ended.err) == left


def test_what_runs_in_another_stack_is_accepted_with_its_schema_and_its_way_of_deploying(ops: Ops) -> None:
    """The job runs before the first task does; `deployment` is brought about by the `up` after the first image."""
    throw_away(ops)
    file = ops.root / f"Pulumi.{THROW_AWAY}.yaml"
    text, changed = re.subn(r"(\n      max_capacity: 4\b.*)", r"\1\n      deployment: {strategy: blue-green}", file.read_text())
    assert changed == 1
    file.write_text(text)
    empty(ops)
    job_runs(ops, stack=THROW_AWAY)
    ended = ops(f"{ACCEPT} --migrate", stack=THROW_AWAY)
    assert ended.status == Exit.DONE, ended
    assert [(one[0], "--target" in one) for one in ops.ups] == [
        ("up", False),
        ("up", True),
        ("up", False),
        ("up", False),
        ("preview", False),
        ("destroy", False),
    ]
    assert ended.out.index("migrate ended with 0") < ended.out.index(f"api runs {NEW}")


def test_first_tasks_that_do_not_start_end_an_acceptance(ops: Ops) -> None:
    """ECS gives up; waiting on for three hours would find the same. What it was in the middle of is over with the stack."""
    throw_away(ops)
    empty(ops)
    succeeds = ops.up

    def up(arguments: list[str]) -> Mapping[str, Any]:
        answer = succeeds(arguments)
        if len(ops.ups) == 2:
            name = ops.stack(THROW_AWAY).outputs["services"]["api"]
            service = next(one for one in ops.backend("ecs", THROW_AWAY).services.values() if one.name == name)
            service.deployments[0]["rolloutState"] = "FAILED"
        return answer

    ops.up = up
    ended = ops(ACCEPT, stack=THROW_AWAY)
    assert (ended.status, [one[0] for one in ops.ups]) == (Exit.FAILED, ["up", "up", "destroy"]), ended
    assert "the first tasks of api do not start" in ended.err
    assert "unfinished" not in ended.err


@pytest.mark.parametrize(
    ("pin", "more", "said"),
    [
        (NEW, "", "found:   nothing, and no image that api could run"),
        (f"111122223333.dkr.ecr.us-east-1.amazonaws.com/mig-production/api@{NEW}", "", "no image that api could run"),
        (NEW, f" --from {SOURCE}", "platform:images.api"),
    ],
)
def test_what_could_run_no_image_is_not_built(ops: Ops, pin: str, more: str, said: str) -> None:
    throw_away(ops)
    empty(ops)
    file = ops.root / f"Pulumi.{THROW_AWAY}.yaml"
    file.write_text(f"{file.read_text()}  platform:images: {{api: {pin!r}}}\n")
    ended = ops(f"accept --yes{more}", stack=THROW_AWAY)
    assert (ended.status, said in ended.err, ops.ups) == (Exit.INPUT, True, []), ended


def test_an_image_of_a_registry_that_everybody_can_pull_from_needs_no_other_stack(ops: Ops) -> None:
    throw_away(ops)
    file = ops.root / f"Pulumi.{THROW_AWAY}.yaml"
    file.write_text(f"{file.read_text()}  platform:images: {{api: 'example.com/api@{NEW}'}}\n")
    ended = ops(ACCEPT.replace(f"--from {SOURCE} ", ""), stack=THROW_AWAY)
    assert (ended.status, [one[0] for one in ops.ups]) == (Exit.DONE, ["up", "preview", "destroy"]), ended


def test_the_trace_collector_beside_the_tasks_is_brought_as_well(ops: Ops) -> None:
    """Its image is in a repository of the stack's own, which is empty at first; no task starts without it."""
    throw_away(ops)
    empty(ops)
    outputs = {}
    for stack in (THROW_AWAY, SOURCE):
        planted = ops.stack(stack)
        name = planted.repository("api").replace("/api", "/collector")
        planted.client("ecr").create_repository(repositoryName=name)
        outputs[stack] = {**planted.outputs, "repositories": {**planted.outputs["repositories"], "collector": f"host/{name}"}}
    collector = "sha256:" + "ce" * 32
    file = ops.root / f"Pulumi.{THROW_AWAY}.yaml"
    file.write_text(f"{file.read_text()}  platform:tracing: {{collector: '{collector}'}}\n")
    pulumi = ops.front.programs["pulumi"]

    def called(arguments: list[str], told: Mapping[str, Any]) -> Mapping[str, Any]:
        stack = arguments[arguments.index("-s") + 1]
        return {"out": json.dumps(outputs[stack])} if arguments[:2] == ["stack", "output"] else pulumi(arguments, told)

    ops.front.programs["pulumi"] = called
    ended = ops(ACCEPT, stack=THROW_AWAY, outputs=False)
    assert (ended.status, "platform:tracing.collector" in ended.err, ops.ups) == (Exit.INPUT, True, []), ended
    ops.stack(SOURCE).push(outputs[SOURCE]["repositories"]["collector"].partition("/")[2], collector)
    ended = ops(ACCEPT, stack=THROW_AWAY, outputs=False)
    assert ended.status == Exit.DONE, ended
    there = ops.stack(THROW_AWAY).client("ecr").describe_images(repositoryName="mig-staging/collector")["imageDetails"]
    assert [one["imageDigest"] for one in there] == [collector]


def test_an_image_for_another_processor_is_not_accepted(ops: Ops) -> None:
    throw_away(ops)
    empty(ops)
    other = push(ops, digest="sha256:" + "cd" * 32, stack=SOURCE, architecture="amd64")
    ops.put("deployed/api", other, SOURCE)
    ended = ops(ACCEPT, stack=THROW_AWAY)
    assert (ended.status, "for amd64" in ended.err, ops.ups) == (Exit.INPUT, True, []), ended


def test_a_stack_that_should_be_gone_is_named_by_day_and_by_night(ops: Ops) -> None:
    throw_away(ops, "2026-01-31")
    ended = ops("status", stack=THROW_AWAY)
    assert "expires   2026-01-31: " in ended.out
    file = ops.folder / "preview.json"
    for op, status in {"same": Exit.FAILED, "create": Exit.DONE}.items():
        urn = f"urn:pulumi:{THROW_AWAY}::platform::aws:ec2/vpc:Vpc::network-vpc"
        file.write_text(json.dumps({"steps": [{"op": op, "urn": urn, "detailedDiff": None}]}))
        ended = ops(f"drift {file} --pending {file} --expected {ROOT / '.github' / 'drift.yaml'}", stack=THROW_AWAY)
        assert ended.status == status, ended
    assert ended.status == Exit.DONE
    throw_away(ops)
    file.write_text(file.read_text().replace("create", "same"))
    expected = ROOT / ".github" / "drift.yaml"
    assert ops(f"drift {file} --expected {expected}", stack=THROW_AWAY).status == Exit.DONE, "its last day is not over"
