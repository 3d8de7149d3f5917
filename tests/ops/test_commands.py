"""What single commands do besides what every command does."""

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.ending import Exit
from ops.words import short
from tests.ops.cases import DATA, cases
from tests.ops.driving import Ops
from tests.ops.entrance import ENTRANCE
from tests.ops.events import NEW, push, tasks
from tests.stacks import ROOT

SMOKE = f"smoke --requests 4 --connect-to {ENTRANCE}"


def project(tmp_path: Path, *lines: str) -> Path:
    """A project with production's stack file and more lines in it."""
    text = (ROOT / "Pulumi.production.yaml").read_text().rstrip("\n")
    (tmp_path / "Pulumi.production.yaml").write_text("\n".join([text, *lines]) + "\n")
    return tmp_path


def in_project(ops: Ops, folder: Path, *words: str) -> tuple[int, str, str]:
    status, out, err = ops.words(*words, "--stack", "production", "--outputs", ops.outputs(), "--yes", folder=folder)
    return status, out, err


def test_outputs_are_asked_of_the_cli_where_no_file_is_named(ops: Ops) -> None:
    assert ops("status", outputs=False).status == Exit.DONE


def test_the_cli_fails(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ops.front.programs, "pulumi", lambda _arguments, _asked: {"status": 255, "err": "error: no login\n"})
    status, _, err = ops("status", outputs=False)
    assert status == Exit.FAILED
    assert "error: no login" in err
    assert "`login` of `.venv/bin/python -m systems.deployments production`; or pass --outputs FILE" in err


def test_there_is_no_cli(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.defpath if shutil.which("pulumi", path=os.defpath) is None else "")
    status, _, err = ops("status", outputs=False)
    assert (status, "the Pulumi CLI is not on PATH" in err) == (Exit.INPUT, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "no JSON"), ("[]", "no JSON object"), ("{}", "no cluster, services, log_groups, repositories"), (None, "No such file")],
)
def test_outputs_that_are_none(ops: Ops, tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "wrong.json"
    if content is not None:
        file.write_text(content)
    status, _, err = ops.words("status", "--stack", "production", "--outputs", str(file))
    assert (status, said in err, "fix:" in err) == (Exit.INPUT, True, True)


OTHERS: dict[str, tuple[str, object]] = {
    "services": ("something else than names in services", ["api"]),
    "log_groups": ("something else than names in log_groups", {"api": None}),
    "cluster": ("something else than names in cluster", 7),
    "rds_endpoint": ("something else than names in rds_endpoint", {}),
    "secrets": ("something else than names in secrets", "[secret]"),
    "recovery": ("something else than names in recovery", {"buckets": []}),
}


@pytest.mark.parametrize("key", OTHERS)
def test_outputs_of_another_shape(ops: Ops, tmp_path: Path, key: str) -> None:
    said, value = OTHERS[key]
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps({**ops.stack("production").outputs, key: value}))
    status, _, err = ops.words("status", "--stack", "production", "--outputs", str(file))
    assert (status, said in err, "fix:" in err) == (Exit.INPUT, True, True), err


def test_outputs_of_another_stack_change_neither(ops: Ops) -> None:
    """Images would be looked for in the one and recorded in the other."""
    ended = ops.words(
        "deploy", "api", "latest", "--stack", "production", "--outputs", ops.outputs("staging", stands=False), "--yes"
    )
    assert ended.status == Exit.INPUT
    assert "those of another stack, which logs to /ecs/pre-delinquency-engine/staging/api" in ended.err
    assert ended.calls == []


def test_a_stack_without_services(ops: Ops) -> None:
    status, _, err = ops.words("status", "--stack", "account")
    assert status == Exit.INPUT
    assert "a stack of the system account, which runs no services" in err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  platform:images: {api: nonsense}", "platform:images.api"),
        ("  - nonsense", "no YAML that can be read"),
    ],
)
def test_a_stack_file_that_is_wrong(ops: Ops, tmp_path: Path, line: str, said: str) -> None:
    status, _, err = in_project(ops, project(tmp_path, line), "status")
    assert (status, said in err) == (Exit.INPUT, True)
    assert "bin/platform-preview production" in err


def test_credentials_of_another_account_call_nothing(ops: Ops, tmp_path: Path) -> None:
    text = (ROOT / "Pulumi.production.yaml").read_text().replace('["111122223333"]', '["444455556666"]')
    (tmp_path / "Pulumi.production.yaml").write_text(text)
    ended = ops.words("status", "--stack", "production", "--outputs", ops.outputs(), folder=tmp_path)
    assert (ended.status, ended.actions) == (Exit.DENIED, [])
    assert "allows 444455556666. Nothing was called" in ended.err


def test_status_shows_what_is_wrong(ops: Ops) -> None:
    tasks(ops, "api", 3)
    service = next(one for one in ops.backend("ecs").services.values() if one.name == "pde-production-api")
    service.running_count = 1
    ops.backend("cloudwatch").alarms["pde-production-api-cpu"].state_value = "ALARM"
    ops.put("images/api", NEW)
    status, out, _ = ops("status")
    assert status == Exit.DONE
    for said in ("1/3", "1 of 42 fire", "pde-production-api-cpu, for ", "CPU of api above 80 %", "sha256:abababababab"):
        assert said in out


def test_smoke_sees_what_is_wrong(ops: Ops) -> None:
    ops.entrance.answers, ops.entrance.redirects = {"/health": (503, "")}, False
    status, out, err = ops(SMOKE)
    assert status == Exit.FAILED
    assert "FAIL  redirect: http answers 200 and leads to nowhere" in out
    assert "FAIL  health of api: /health answers 503" in out
    assert "FAIL  speed of api: 4 requests, 4 at once: p95 never" in out
    assert "3 of 6 checks failed: redirect, health of api, speed of api" in err


def test_smoke_where_nobody_answers(ops: Ops) -> None:
    status, out, _ = ops("smoke --requests 4 --connect-to 127.0.0.1:9:9")
    assert (status, out.count("FAIL")) == (Exit.FAILED, 6)
    assert "refused" in out


def test_smoke_of_a_certificate_that_nobody_vouches_for(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
    status, out, _ = ops(SMOKE)
    assert status == Exit.FAILED
    assert "FAIL  TLS: engine.example.com: [SSL: CERTIFICATE_VERIFY_FAILED]" in out


@pytest.mark.parametrize(("where", "verdict"), [("https://login.example.com/authorize?client_id=engine", "ok  "), ("", "FAIL")])
def test_smoke_of_a_service_people_sign_in_to(ops: Ops, tmp_path: Path, where: str, verdict: str) -> None:
    text = (ROOT / "Pulumi.production.yaml").read_text()
    endpoints = ["issuer", "authorization_endpoint", "token_endpoint", "user_info_endpoint"]
    paths = dict(zip(endpoints, ("", "/authorize", "/token", "/userinfo"), strict=True))
    sign_in = {key: f"https://login.example.com{path}" for key, path in paths.items()}
    block = json.dumps({**sign_in, "client_id": "engine", "client_secret": {"secure": "v1:abc"}})
    allowed = "      allowed_cidr_blocks: [203.0.113.0/24] # replace with the networks of your offices, or add sign_in"
    assert allowed in text
    (tmp_path / "Pulumi.production.yaml").write_text(text.replace(allowed, f"{allowed}\n      sign_in: {block}"))
    ops.entrance.answers = {"/dashboard": (302, where)}
    status, out, _ = in_project(ops, tmp_path, *SMOKE.split())
    assert (status == Exit.DONE) == (verdict == "ok  ")
    assert f"{verdict}  sign-in of dashboard: /dashboard answers 302" in out


def test_recovery_check_sees_what_is_old(ops: Ops) -> None:
    ops.front.fakes["backup", "ListRecoveryPointsByBackupVault"] = lambda _: {"RecoveryPoints": []}
    ops.front.fakes["backup", "ListRestoreJobs"] = lambda _: {"RestoreJobs": []}
    ops.front.fakes["rds", "DescribeDBInstanceAutomatedBackups"] = lambda _: {"DBInstanceAutomatedBackups": []}
    ops.put("deployed/api", NEW)
    status, out, err = ops("recovery-check --step up=600")
    assert status == Exit.FAILED
    assert "RPO  database: there is no copy" in out
    assert "RPO  images: there is no copy that is as new as what runs" in out
    assert "the measured steps take 10 h, at most 8 h may be" in err
    assert "no restore has been measured" in err


def test_a_model_arrives_whole(ops: Ops) -> None:
    assert ops(f"upload-model {DATA / 'model.json'} --key models/quick.json --yes").status == Exit.DONE
    planted = ops.stack("production")
    held = planted.client("s3").get_object(Bucket=planted.outputs["s3_models_bucket"], Key="models/quick.json")
    assert held["Body"].read() == b"{}"


def test_an_image_for_several_processors_is_promoted_with_each(ops: Ops) -> None:
    """An index names images; all of them are copied before it."""
    staging, production = (ops.stack(f"migration-api-{name}") for name in ("staging", "production"))
    ops.fresh()
    push(ops, digest="sha256:" + "cd" * 32, stack="migration-api-staging")
    children = [{"digest": "sha256:" + "cd" * 32, "mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 1}]
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json"}
    platform = {"platform": {"architecture": "arm64", "os": "linux"}}
    text = json.dumps({**index, "manifests": [{**child, **platform} for child in children]})
    staging.client("ecr").put_image(repositoryName="mig-staging/api", imageManifest=text, imageTag="both", imageDigest=NEW)
    ops.put("deployed/api", NEW, "migration-api-staging")
    ops.put("deployed/api", ops.parameter("images/api", "migration-api-production"), "migration-api-production")
    ended = ops("promote api --from migration-api-staging --to migration-api-production --yes", stack="")
    assert ended.status == Exit.DONE, ended
    there = production.client("ecr").describe_images(repositoryName="mig-production/api")["imageDetails"]
    assert {"sha256:" + "cd" * 32, NEW} <= {one["imageDigest"] for one in there}


LOCKED: Mapping[str, Any] = {
    "status": 255,
    "err": "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end\n",
}


def test_a_deployment_waits_while_another_holds_the_stack(ops: Ops) -> None:
    push(ops)
    answers = [LOCKED, LOCKED, {"status": 0}]
    ops.up = lambda _: answers.pop(0)
    before = ops.clock.now()
    status, out, err = ops(f"deploy api {NEW} --yes")
    assert (status, len(ops.ups), ops.parameter("images/api")) == (Exit.DONE, 3, NEW)
    assert (ops.clock.now() - before).total_seconds() >= 120
    assert "another deployment holds the stack; trying again in a minute" in out + err


def test_a_lock_that_stays_leaves_what_was_recorded_as_it_was(ops: Ops) -> None:
    push(ops)
    ops.up = lambda _: LOCKED
    before = ops.parameter("images/api")
    status, _, err = ops(f"deploy api {NEW} --yes --minutes 5")
    assert (status, len(ops.ups), ops.parameter("images/api")) == (Exit.TOO_LONG, 5, before)
    assert "No service was deployed; recorded is again what was before" in err
    assert "pulumi cancel -s production" in err


OTHER = "sha256:" + "ef" * 32
"""What a colleague deploys at the same time."""


@pytest.mark.parametrize(("ends", "status"), [(255, Exit.FAILED), (0, Exit.FAILED), (LOCKED, Exit.TOO_LONG)])
def test_what_a_colleague_records_meanwhile_is_left_alone_and_told(ops: Ops, ends: Any, status: Exit) -> None:
    """Going back would have taken theirs back too, and their `up` have said that it runs."""
    push(ops)

    def up(_: list[str]) -> Mapping[str, Any]:
        ops.put("images/api", OTHER)
        return LOCKED if ends is LOCKED else {"status": ends}

    ops.up = up
    ended = ops(f"deploy api {NEW} --yes --minutes 5")
    assert (ended.status, ops.parameter("images/api")) == (status, OTHER)
    assert "somebody else has recorded" in ended.err
    assert "api runs" not in ended.out
    assert "unfinished" not in ended.err
    assert ended.actions.count("ssm:PutParameter") == 1


def test_the_way_back_is_to_what_runs_then(ops: Ops) -> None:
    """Not to what was recorded when the command began: a colleague's deployment has ended, or failed, meanwhile."""
    push(ops)
    ops.put("images/api", OTHER)

    def up(_: list[str]) -> Mapping[str, Any]:
        ops.put("deployed/api", OTHER)
        return {"status": 255 if len(ops.ups) == 1 else 0}

    ran = ops.parameter("deployed/api")
    ops.up = lambda _: {"status": 255 if len(ops.ups) == 1 else 0}
    assert ops(f"deploy api {NEW} --yes").status == Exit.FAILED
    assert ops.parameter("images/api") == ran
    ops.ups.clear()
    ops.up = up
    assert ops(f"deploy api {NEW} --yes").status == Exit.FAILED
    assert ops.parameter("images/api") == OTHER


def test_a_layer_is_copied_in_pieces_that_fit_into_memory(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.aws.ecr._PART", 32)
    case = cases()["promote"]
    case.prepare(ops)
    ended = ops(case.line, "--yes", stack="")
    assert ended.status == Exit.DONE, ended
    copied: dict[str, bytes] = {}
    for call in ended.calls:
        if call.operation == "UploadLayerPart":
            piece, so_far = call.parameters["layerPartBlob"], copied.get(call.parameters["uploadId"], b"")
            assert call.parameters["partFirstByte"] == len(so_far)
            assert call.parameters["partLastByte"] == len(so_far) + len(piece) - 1
            assert len(piece) <= 32
            copied[call.parameters["uploadId"]] = so_far + piece
    assert len(copied) == 2
    assert set(copied.values()) <= set(ops.front.blobs.values())


def test_a_layer_that_is_not_what_its_digest_says_is_not_completed(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases()["promote"]
    case.prepare(ops)
    monkeypatch.setattr(ops.front, "blobs", dict.fromkeys(ops.front.blobs, b"something else"))
    ended = ops(case.line, "--yes", stack="")
    assert (ended.status, "is not what its digest says" in ended.err) == (Exit.FAILED, True)
    assert "ecr:CompleteLayerUpload" not in ended.actions


def test_a_narrow_terminal_shows_rows_as_lines_and_breaks_no_digest(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"COLUMNS": "40", "FORCE_COLOR": "1", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    ops.put("images/api", NEW)
    status, out, _ = ops("status")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert status == Exit.DONE
    assert (
        f"\napi\n  tasks: 2/2\n  targets: 1/1\n  deployment: completed\n  runs: {short(ops.parameter('deployed/api'))}\n" in plain
    )
    assert f"  recorded: {short(NEW)}\n" in plain
