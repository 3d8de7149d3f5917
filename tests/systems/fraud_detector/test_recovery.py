"""What lets the fraud detector come back within Canada, in four hours and with what was written until an hour before."""

import json

import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.reading import only
from tests.shipped import recorded
from tests.stacks import Change
from tests.systems.fraud_detector.test_parts import ACCOUNT, SECRET, SERVICE, STACK, STACKS, arns

DR, THERE = "fraud-detector-dr", "ca-west-1"
VERSION = "0" * 32
GIVEN: tuple[Change, ...] = tuple((f"platform:recovered_{name}", {"version": VERSION}) for name in ("app_key", "hmac_keys"))
SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"


@pytest.fixture(scope="module")
def production() -> Recording:
    return recorded(STACK)


@pytest.fixture(scope="module")
def recovered() -> Recording:
    return recorded(DR, Mode.APPLIED, *GIVEN)


@pytest.mark.parametrize("mode", list(Mode))
def test_every_copy_stays_in_canada(mode: Mode) -> None:
    recording = recorded(STACK, mode)
    assert {one.inputs["region"] for one in recording.resources if one.inputs.get("region")} == {THERE}
    copies = recording.named("database-backups-copy").inputs
    assert (copies["region"], copies["retentionPeriod"]) == (THERE, 7)
    replicated = recording.named("models-replication-rules").inputs["rules"]
    assert [rule["status"] for rule in replicated] == ["Enabled"]


def test_what_cannot_be_made_again_is_copied(production: Recording) -> None:
    replicas = {one.inputs["name"].rpartition("/")[2]: one.inputs.get("replicas") for one in production.of(SECRET)}
    assert {name for name, places in replicas.items() if places} == {"db-password", "app-key", "hmac-keys"}
    for name in ("app-key", "hmac-keys"):
        (place,) = replicas[name] or [None]
        recovery_key = production.named(f"{name}-recovery-key", "aws:kms/key:Key")
        assert place == {"region": THERE, "kmsKeyId": recovery_key.outputs["arn"]}
        assert recovery_key.inputs["region"] == THERE


def test_the_stack_tells_what_a_recovery_asks_for(production: Recording) -> None:
    told = production.outputs["recovery"]
    assert told["region"] == THERE
    assert {"backups_arn", "kms_key_arn"} <= set(told["database"])
    assert told["buckets"] == {"models": f"frd-production-models-replica-{ACCOUNT}"}
    for name in ("app-key", "hmac-keys"):
        assert f":{THERE}:" in told[name]["secret_arn"]


def test_staging_copies_nothing() -> None:
    staging = recorded("fraud-detector-staging")
    assert [one.name for one in staging.resources if one.inputs.get("region")] == []


def test_dr_is_built_from_the_copies_in_a_network_of_its_own(recovered: Recording) -> None:
    assert only(recovered, "aws:ec2/vpc:Vpc").inputs["cidrBlock"] == "10.42.0.0/16"
    assert {one.inputs["availabilityZone"] for one in recovered.of("aws:ec2/subnet:Subnet")} == {"ca-west-1a", "ca-west-1b"}
    database = only(recovered, "aws:rds/instance:Instance").inputs
    source = database["restoreToPointInTime"]
    assert source["sourceDbInstanceAutomatedBackupsArn"].startswith(f"arn:aws:rds:{THERE}:{ACCOUNT}:auto-backup:")
    assert source["useLatestRestorableTime"]
    assert "dbName" not in database


def test_dr_takes_productions_keys_in_productions_fields(production: Recording, recovered: Recording) -> None:
    """Its own would read nothing that production encrypted: so it makes none."""
    assert {one.name for one in recovered.of("random:index/randomPassword:RandomPassword")} == {"database-password", "cache-token"}
    for name, variables in (("app-key", {"APP_KEY": "value"}), ("hmac-keys", {"HMAC_KEY_1": "key1", "HMAC_KEY_2": "key2"})):
        document = json.loads(plain(production.named(f"{name}-secret-version", SECRET_VERSION).inputs["secretString"]))
        assert set(document) == set(variables.values())
        for variable, field in variables.items():
            reference = reading.secrets(recovered, "api")[variable]
            assert f":secret:/fraud-detector/dr/{name}-" in reference
            assert reference.endswith(f":{field}::{VERSION}")


def test_no_task_that_decrypts_starts_before_the_keys_are_there() -> None:
    waiting = recorded(DR)
    counts = {one.name: one.inputs["desiredCount"] for one in waiting.of(SERVICE)}
    assert counts == {"api-service": 0, "worker-service": 0, "ml-service-service": 2}


def test_dr_behaves_as_what_it_stands_in_for(production: Recording, recovered: Recording) -> None:
    for name in ("api", "worker"):
        assert reading.environment(recovered, name)["APP_ENV"] == reading.environment(production, name)["APP_ENV"] == "production"
    there, here = (
        {one.name: (one.inputs["cpu"], one.inputs["memory"]) for one in stack.of(reading.TASK_DEFINITION)}
        for stack in (production, recovered)
    )
    assert there == here


@pytest.mark.parametrize("stack", STACKS)
def test_models_are_asked_in_canada_alone(stack: str) -> None:
    policies = [reading.document(one) for one in recorded(stack).of("aws:iam/rolePolicy:RolePolicy")]
    asked = [arn for policy in policies for statement in policy for arn in arns(statement) if ":bedrock:" in arn]
    assert asked
    assert {arn.split(":")[3] for arn in asked} <= {"ca-central-1", THERE}
