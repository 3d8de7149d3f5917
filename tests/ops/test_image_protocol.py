"""The image protocol walked: from day one to an override, each `up` being the real program with what the parameters hold."""

import json
import re
import signal
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, plain
from ops.aws import ecs
from ops.aws.client import Aws
from ops.ending import Exit
from tests.ops.driving import Ops
from tests.ops.events import NEW, first_tasks, job_runs, push, tasks
from tests.reading import container
from tests.shipped import recorded
from tests.stacks import ROOT, Change

STACK, BEFORE = "migration-api-production", "migration-api-staging"
SERVICE = "api"
SECRET: Change = ("platform:api_keys", {"version": "8a6f1c52-5c0e-4b1e-9a55-0f6f6b1f2f10"})
"""Without it the service has no task, whatever its image."""
A, B, C, D = ("sha256:" + letter * 64 for letter in "abcd")


class Walk:
    """A stack whose `pulumi up` runs the program with the parameters as they are, and writes what it writes.

    Attributes:
        changes: what has been changed in the stack file.
        fails: how many of the next `up` fail, as when ECS turns a deployment back.
        plan: what the last one declared that went well.
    """

    def __init__(self, ops: Ops) -> None:
        self.ops = ops
        self.changes = [SECRET]
        self.fails = 0
        ops.up = self.up
        for name in ("images", "deployed"):
            ops.put(f"{name}/{SERVICE}", "none", STACK)

    def up(self, _: list[str]) -> Mapping[str, Any]:
        self.ops.clock.elapsed += 60
        if self.fails:
            self.fails -= 1
            return {"status": 255, "err": "error: the deployment was rolled back\n"}
        self.plan = self.declared()
        declared = plain(self.plan.named(f"{SERVICE}-deployed").inputs["insecureValue"])
        if declared != self.held("deployed"):
            self.ops.put(f"deployed/{SERVICE}", declared, STACK)
        return {"status": 0}

    def declared(self) -> Recording:
        """What the program declares now."""
        images, deployed = ({SERVICE: v} if (v := self.held(name)) != "none" else {} for name in ("images", "deployed"))
        return recorded(STACK, Mode.APPLIED, *self.changes, images=images, deployed=deployed)

    def held(self, name: str) -> str:
        return self.ops.parameter(f"{name}/{SERVICE}", STACK)

    @property
    def state(self) -> tuple[str, str, str]:
        """The digest in the task definition of the last `up` (empty for none), what is recorded, and what ran last."""
        image = container(self.plan, SERVICE)["image"].partition("@")[2]
        return image, self.held("images"), self.held("deployed")


def test_the_image_protocol_from_day_one_to_an_override(ops: Ops) -> None:
    for stack in (BEFORE, STACK):
        ops.stack(stack)
    ops.fresh()
    walk = Walk(ops)
    for digest in (A, B, C):
        push(ops, SERVICE, digest, stack=STACK)

    # Day one: everything is there but for an image; nothing runs.
    walk.up([])
    assert walk.state == ("", "none", "none")

    # The first image. Its tasks start after `up`, and are waited for.
    tasks(ops, SERVICE, 2, stack=STACK)
    first_tasks(ops, SERVICE, stack=STACK)
    ended = ops(f"deploy api {A} --yes", stack=STACK)
    assert ended.status == Exit.DONE, ended
    assert "waiting for the first tasks of api" in ended.err
    assert walk.state == (A, A, A)

    # An `up` for another reason keeps the image.
    walk.changes = [SECRET, ("platform:services.api.environment", {"LOG_LEVEL": "debug"})]
    walk.up([])
    assert walk.state == (A, A, A)
    assert {"name": "LOG_LEVEL", "value": "debug"} in container(walk.plan, SERVICE)["environment"]

    # The second image goes well.
    assert ops(f"deploy api {B} --yes", stack=STACK).status == Exit.DONE
    assert walk.state == (B, B, B)

    # The third does not: the parameter goes back, and what is declared.
    walk.fails = 1
    ended = ops(f"deploy api {C} --yes", stack=STACK)
    assert ended.status == Exit.FAILED
    assert "recorded and running is again what was before: api sha256:bbbbbbbbbbbb" in ended.err
    assert "unfinished" not in ended.err
    assert walk.state == (B, B, B)

    # Roll back: to what ran before the second, not to the third, which never ran.
    assert ops("rollback api --yes", stack=STACK).status == Exit.DONE
    assert walk.state == (A, A, A)

    # What staging runs is promoted once somebody has approved, under the same digest, into the repository of production.
    push(ops, SERVICE, D, stack=BEFORE)
    ops.put(f"deployed/{SERVICE}", D, BEFORE)
    promote = f"promote api --from {BEFORE} --to {STACK}"
    assert ops(promote, stack="").status == Exit.DECLINED
    assert walk.state == (A, A, A)
    ended = ops(f"{promote} --yes", stack="")
    assert ended.status == Exit.DONE, ended
    assert walk.state == (D, D, D)
    assert {D} <= set(pushed(ops))

    # Each was released: ECR keeps what runs, and what one may go back to.
    tags = [tag for of_image in pushed(ops).values() for tag in of_image]
    assert len([tag for tag in tags if re.fullmatch(r"released-\d{8}T\d{6}Z", tag)]) == 5

    # An override in the stack file wins over what is recorded, and `deploy` says so instead of doing nothing.
    walk.changes = [SECRET, ("platform:images", {SERVICE: B})]
    walk.up([])
    assert walk.state == (B, D, B)


def pushed(ops: Ops) -> dict[str, list[str]]:
    """The tags of each image in production's repository, by digest."""
    planted = ops.stack(STACK)
    details = planted.client("ecr").describe_images(repositoryName=planted.repository(SERVICE))["imageDetails"]
    return {one["imageDigest"]: one.get("imageTags", []) for one in details}


def test_a_service_without_a_secret_is_not_waited_for(ops: Ops) -> None:
    """`up` ends well and starts no task; waiting for one would take three hours."""
    push(ops)
    ops.put("deployed/api", "none")
    ended = ops(f"deploy api {NEW} --yes")
    assert (ended.status, ops.clock.waits) == (Exit.DONE, 1)
    assert f"api is to run {NEW} and has no task: " in ended.out
    assert "api runs" not in ended.out


def test_a_pinned_service_is_not_deployed(ops: Ops, tmp_path: Any) -> None:
    push(ops)
    text = (ROOT / "Pulumi.production.yaml").read_text().rstrip("\n")
    (tmp_path / "Pulumi.production.yaml").write_text(f"{text}\n  platform:images: {{api: {A}}}\n")
    ended = ops.words("deploy", "api", NEW, "--stack", "production", "--outputs", ops.outputs(), "--yes", folder=tmp_path)
    assert ended.status == Exit.INPUT
    assert "Pulumi.production.yaml: platform:images.api" in ended.err
    assert "ecr:PutImage" not in ended.actions


@pytest.mark.parametrize("architecture", ["arm64", "amd64"])
def test_what_would_be_refused_is_not_promoted_by_halves(ops: Ops, architecture: str) -> None:
    """Pinned, or for another processor: both are known before a layer is copied."""
    for stack in (BEFORE, STACK):
        ops.stack(stack)
    ops.fresh()
    push(ops, stack=BEFORE, architecture=architecture)
    ops.put("deployed/api", NEW, BEFORE)
    if architecture == "arm64":
        ops.copy_project()
        file = ops.root / f"Pulumi.{STACK}.yaml"
        file.write_text(f"{file.read_text().rstrip()}\n  platform:images: {{api: {A}}}\n")
    ended = ops(f"promote api --from {BEFORE} --to {STACK} --yes", stack="")
    assert ended.status == Exit.INPUT, ended
    assert ("platform:images.api" if architecture == "arm64" else "for amd64") in ended.err
    assert not {"ecr:InitiateLayerUpload", "ecr:PutImage"} & set(ended.actions)
    assert "About to promote" not in ended.err


def test_an_image_for_another_processor_is_refused(ops: Ops) -> None:
    push(ops, architecture="amd64")
    ended = ops(f"deploy api {NEW} --yes")
    assert ended.status == Exit.INPUT
    assert "for amd64" in ended.err
    assert "--platform linux/arm64" in ended.err
    assert ended.calls[-1].operation == "GetDownloadUrlForLayer"


@pytest.mark.parametrize("way_back", [0, 1])
def test_a_failed_up_and_the_way_back(ops: Ops, way_back: int) -> None:
    """Where the way back fails as well, it says what is recorded and what to do."""
    push(ops)
    before = ops.parameter("images/api")
    ends = iter([1, way_back])
    ops.up = lambda _arguments: {"status": next(ends)}
    status, _, err = ops(f"deploy api {NEW} --yes")
    assert (status, ops.parameter("images/api"), len(ops.ups)) == (Exit.FAILED, before, 2)
    assert ("unfinished: " in err) == bool(way_back)
    if way_back:
        assert "and so did the `up` that goes back. Recorded is again what was before" in err


def test_the_job_first_and_the_services_after_it(ops: Ops) -> None:
    push(ops)
    job_runs(ops)
    ended = ops(f"deploy api {NEW} --migrate --yes")
    assert ended.status == Exit.DONE, ended
    assert [arguments[7:] for arguments in ops.ups] == [
        ["--target", "**::migrate-definition", "--target", "**::migrate-machine"],
        [],
    ]
    assert ended.out.index("migrate ended with 0") < ended.out.index(f"api runs {NEW}")


def test_a_migration_that_fails_takes_the_image_back(ops: Ops) -> None:
    push(ops)
    before = ops.parameter("images/api")
    job_runs(ops, code=5)
    ended = ops(f"deploy api {NEW} --migrate --yes")
    assert (ended.status, ops.parameter("images/api")) == (Exit.FAILED, before)
    assert "migrate ended with 5" in ended.err
    assert len(ops.ups) == 2


@pytest.mark.parametrize("ends", ["locked", "fails", "fails and goes not back"])
def test_what_fails_after_the_migration_says_that_the_schema_is_the_new_one(ops: Ops, ends: str) -> None:
    push(ops)
    job_runs(ops)
    held = {"status": 255, "err": "error: the stack is currently locked by 1 lock(s)\n"}
    bad = [held] * 9 if ends == "locked" else [{"status": 1}] * ends.count("fail") + [{"status": 1}] * ends.count("not back")
    answers = [{"status": 0}, *bad]
    ops.up = lambda _: answers.pop(0) if answers else {"status": 0}
    ended = ops(f"deploy api {NEW} --migrate --yes --minutes 5")
    assert ended.status == (Exit.TOO_LONG if ends == "locked" else Exit.FAILED), ended
    assert "the job has run: the schema is the new one" in ended.err
    assert "ecorded" in ended.err


def test_several_services_in_one_up(ops: Ops, tmp_path: Any) -> None:
    for service in ("api", "dashboard"):
        push(ops, service)
    file = tmp_path / "images.json"
    file.write_text(json.dumps({"api": NEW, "dashboard": NEW}))
    ended = ops(f"deploy --images {file} --yes")
    assert (ended.status, len(ops.ups)) == (Exit.DONE, 1)
    assert ops.parameter("images/api") == ops.parameter("images/dashboard") == NEW


def test_recorded_only(ops: Ops) -> None:
    push(ops)
    ended = ops(f"deploy api {NEW} --no-up --yes")
    assert (ended.status, ops.ups, ops.parameter("images/api")) == (Exit.DONE, [], NEW)
    assert "nothing runs yet: pulumi up -s production" in ended.out


def test_what_runs_already_is_not_deployed_again(ops: Ops) -> None:
    ended = ops(f"deploy api {ops.parameter('images/api')} --yes")
    assert (ended.status, ops.ups) == (Exit.DONE, [])
    assert "nothing to do: api runs sha256:" in ended.out


def test_ctrl_c_reaches_the_cli_which_ends_by_itself(ops: Ops) -> None:
    """The terminal sends it to both: the CLI finishes what it has begun, and only then is the command over."""
    push(ops)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    ops.up = lambda _arguments: {"interrupt": True, "status": 1}
    try:
        status, _, err = ops(f"deploy api {NEW} --yes")
    finally:
        signal.signal(signal.SIGINT, before)
    assert status == Exit.INTERRUPTED
    assert "unfinished: the images of api may be recorded and not run" in err
    assert "to take it back: bin/platform-ops rollback api --stack production" in err
    assert ops.parameter("images/api") == NEW


def test_rolling_back_what_was_recorded_and_never_ran(ops: Ops) -> None:
    """What Ctrl-C in a deployment leaves: the image that runs is recorded again."""
    ran = ops.parameter("deployed/api")
    push(ops)
    ops.put("images/api", NEW)
    assert ops("rollback api --yes").status == Exit.DONE
    assert ops.parameter("images/api") == ran


@pytest.mark.parametrize("code", [1, 3, 125, 137, None])
def test_a_jobs_own_exit_code(ops: Ops, code: int | None) -> None:
    job_runs(ops, code=code)
    status, out, err = ops("migrate --yes")
    assert status == (code if code is not None and code <= 125 else Exit.FAILED)
    assert ("migrate ended as TIMED_OUT" if code is None else f"migrate ended with {code}") in err
    assert "of another run" not in out


def test_two_runs_of_a_job_at_once_are_refused_and_one_can_be_followed(ops: Ops) -> None:
    job_runs(ops, seconds=60)
    ops.clock.interrupt_at_wait = 2
    assert ops("migrate --yes").status == Exit.INTERRUPTED
    ended = ops("migrate --yes")
    assert (ended.status, "two at once may do harm" in ended.err) == (Exit.FAILED, True)
    ended = ops("migrate --attach")
    assert (ended.status, ended.out.count("upgrading to 0042")) == (Exit.DONE, 1)
    assert ops("migrate --attach").status == Exit.INPUT


def test_scaling_is_put_back_as_the_stack_file_says(ops: Ops) -> None:
    tasks(ops, "api", 4)
    assert ops("scale api 4 20 --yes").status == Exit.DONE
    tasks(ops, "api", 3)
    assert ops("scale api --restore --yes").status == Exit.DONE
    target = ops.stack("production").client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")
    assert [
        (one["MinCapacity"], one["MaxCapacity"])
        for one in target["ScalableTargets"]
        if one["ResourceId"].endswith("/pde-production-api")
    ] == [(2, 10)]


def test_a_service_that_does_not_scale_gets_a_count(ops: Ops) -> None:
    ended = ops("scale intervention-worker 0 0 --yes")
    assert ended.actions.count("ecs:UpdateService") == 1


@pytest.mark.parametrize(("maximum", "status"), [(100, Exit.INPUT), (200, Exit.DONE)])
def test_what_must_run_once_is_given_no_second_task(ops: Ops, monkeypatch: pytest.MonkeyPatch, maximum: int, status: Exit) -> None:
    described = ecs.describe_services

    def as_deployed(aws: Aws, cluster: str, services: Iterable[str]) -> list[dict[str, Any]]:
        found = described(aws, cluster, services)
        return [{**one, "deploymentConfiguration": {"maximumPercent": maximum}, "runningCount": 2} for one in found]

    monkeypatch.setattr(ecs, "describe_services", as_deployed)
    ended = ops("scale intervention-worker 2 2 --yes")
    assert ended.status == status
    assert ("for a service that must run once" in ended.out + ended.err) == (maximum == 100)
    assert ("ecs:UpdateService" in ended.actions) == (maximum == 200)


def test_logs_are_followed_until_ctrl_c(ops: Ops) -> None:
    group = "/ecs/pre-delinquency-engine/production/api"
    ops.log(group, "api/api/1", "before")
    ops.clock.after(2, lambda: ops.log(group, "api/api/1", "after"))
    ops.clock.interrupt_at_wait = 3
    status, out, err = ops("logs api --follow")
    assert (status, out.count("before"), out.count("after")) == (Exit.INTERRUPTED, 1, 1)
    assert "unfinished" not in err
