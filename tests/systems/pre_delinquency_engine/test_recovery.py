"""Copies in the second region, and the stack that restores from them."""

import json

import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.shipped import recorded, values_of
from tests.systems.pre_delinquency_engine.engine import ACCOUNT, DIGEST, SERVICES, altered, key_of

IMAGE = f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/pde-production/api@{DIGEST}"


@pytest.fixture(scope="module")
def taking_over() -> Recording:
    """The recovery stack on the day it stands in for production: under its domain, with an image of its repository."""
    return recorded(
        "dr",
        Mode.APPLIED,
        ("platform:load_balancer.domain", "engine.example.com"),
        ("platform:load_balancer.take_over_domain", True),
        ("platform:images", {"api": IMAGE}),
    )


def test_copies_live_in_the_recovery_region_under_keys_of_their_own(production: Recording) -> None:
    """A part of a bucket that asks in the wrong region gets a redirect from S3, halfway through the `up`."""
    elsewhere = {resource.name for resource in production.resources if resource.inputs.get("region") == "us-west-2"}
    bucket = ("bucket", "key", "alias", "versioning", "policy", "encryption", "lifecycle", "ownership", "public-access")
    logged = (*(part for part in bucket if part not in ("key", "alias")),)
    assert elsewhere == {
        *("database-recovery-key", "database-recovery-alias", "database-backups-copy"),
        *("backup-recovery-key", "backup-recovery-alias", "backup-recovery-vault", "backup-recovery-lock"),
        *(f"{name}-replica-{part}" for name in ("models", "data") for part in (*bucket, "logging")),
        *(f"access-logs-recovery-{part}" for part in logged),
        *(f"{service}-image-copy" for service in SERVICES),
    }
    copy = production.named("database-backups-copy").inputs
    assert copy["sourceDbInstanceArn"] == production.named("database-instance").outputs["arn"]
    assert copy["kmsKeyId"] == key_of(production, "database-recovery")
    (replica,) = production.named("database-secret", "aws:secretsmanager/secret:Secret").inputs["replicas"]
    assert replica == {"region": "us-west-2", "kmsKeyId": key_of(production, "database-recovery")}


@pytest.mark.parametrize("name", ["models", "data"])
def test_buckets_are_copied_encrypted_once_both_sides_keep_versions(production: Recording, name: str) -> None:
    (rule,) = production.named(f"{name}-replication-rules").inputs["rules"]
    assert rule["destination"]["bucket"] == f"arn:aws:s3:::pde-production-{name}-replica-{ACCOUNT}"
    assert rule["destination"]["encryptionConfiguration"] == {"replicaKmsKeyId": key_of(production, f"{name}-replica")}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    for earlier in (f"{name}-versioning", f"{name}-replica-versioning", f"{name}-replication-permissions"):
        assert reading.waits_for(production, f"{name}-replication-rules", earlier)


def test_objects_in_the_second_region_can_be_read_at_once(production: Recording) -> None:
    """What is in GLACIER must be restored object by object first, and `aws s3 sync` leaves it out."""
    classes = {
        name: production.named(f"{name}-lifecycle").inputs["rules"][0].get("transitions") for name in ("data", "data-replica")
    }
    assert [move["storageClass"] for move in classes["data"]] == ["STANDARD_IA", "GLACIER"]
    assert [move["storageClass"] for move in classes["data-replica"]] == ["STANDARD_IA"]


def test_a_domain_is_taken_over_only_where_the_stack_file_says_so(production: Recording, taking_over: Recording) -> None:
    assert production.named("alb-alias").inputs["allowOverwrite"] is False
    taken = taking_over.named("alb-alias").inputs
    assert (taken["name"], taken["allowOverwrite"]) == ("engine.example.com", True)


def test_the_proof_of_a_domain_outlives_a_protected_stack(production: Recording, dev: Recording) -> None:
    """ACM asks every stack for the same record: without it the others' certificates are not renewed."""
    proof = production.named("alb-certificate-proof")
    assert proof.retain_on_delete
    assert proof.inputs["allowOverwrite"] is True
    assert not dev.named("alb-certificate-proof").retain_on_delete


def test_backups_are_taken_daily_and_copied(production: Recording) -> None:
    (rule,) = production.named("backup-plan").inputs["rules"]
    assert rule["lifecycle"] == {"deleteAfter": 35}
    (copy,) = rule["copyActions"]
    assert copy["destinationVaultArn"] == production.named("backup-recovery-vault").outputs["arn"]
    assert production.named("backup-selection").inputs["resources"] == [production.named("database-instance").outputs["arn"]]


def test_other_environments_keep_no_copies(dev: Recording) -> None:
    assert not [resource.name for resource in dev.resources if resource.inputs.get("region")]
    assert "recovery" not in dev.outputs
    assert not [resource.name for resource in dev.resources if resource.type.startswith("aws:backup/")]


def test_the_recovery_stack_restores_once_and_asks_no_second_time() -> None:
    """A second `up` that saw the restore arguments again would replace the database that people work with."""
    database = recorded("dr").named("database-instance")
    restore = values_of("dr")["platform:database"]["restore"]
    assert database.inputs["restoreToPointInTime"] == {
        "sourceDbInstanceAutomatedBackupsArn": restore["backups_arn"],
        "useLatestRestorableTime": True,
    }
    assert database.inputs["kmsKeyId"] == restore["kms_key_arn"]
    assert not {"username", "dbName"} & set(database.inputs)
    assert set(database.ignore_changes) == {"restoreToPointInTime", "kmsKeyId", "dbName", "username"}
    assert "restoreToPointInTime" not in recorded("production").named("database-instance").inputs


def test_an_image_of_another_repository_of_the_account_can_be_pulled(taking_over: Recording) -> None:
    """The recovery stack runs production's replicated images until its own pipeline has run."""
    assert reading.container(taking_over, "api")["image"] == IMAGE
    (pull,) = (one for one in reading.permissions(taking_over, "pde-dr-api-execution") if one["Sid"] == "PullImage")
    assert f"arn:aws:ecr:us-west-2:{ACCOUNT}:repository/pde-production/api" in pull["Resource"]


# --- in the same region


@pytest.fixture(scope="module")
def restored() -> Recording:
    return recorded(
        "production",
        Mode.APPLIED,
        ("platform:database.generation", 2),
        ("platform:database.restore", {"instance": "pde-production-database", "time": "2026-03-31T08:00:00Z"}),
    )


def test_an_earlier_state_stands_beside_the_present_one(restored: Recording) -> None:
    instance = restored.named("database-2-instance")
    assert instance.inputs["identifier"] == "pde-production-database-2"
    assert instance.inputs["restoreToPointInTime"] == {
        "sourceDbInstanceIdentifier": "pde-production-database",
        "restoreTime": "2026-03-31T08:00:00Z",
    }
    assert instance.inputs["kmsKeyId"] == key_of(restored, "database")
    assert instance.protect
    assert "restoreToPointInTime" in instance.ignore_changes
    assert [one.name for one in restored.of(instance.type)] == ["database-2-instance"]
    assert restored.named("database-2-postgresql-logs").inputs["name"] == "/aws/rds/instance/pde-production-database-2/postgresql"


def test_everything_follows_to_the_restored_instance(restored: Recording) -> None:
    instance = restored.named("database-2-instance")
    secret = json.loads(plain(restored.named("database-secret-version").inputs["secretString"]))
    assert secret["host"] == instance.outputs["address"]
    assert restored.named("database-cpu-alarm").inputs["dimensions"] == {"DBInstanceIdentifier": "pde-production-database-2"}
    assert restored.named("database-2-backups-copy").inputs["sourceDbInstanceArn"] == instance.outputs["arn"]
    assert restored.named("backup-selection").inputs["resources"] == [instance.outputs["arn"]]


def test_without_a_time_it_is_the_latest() -> None:
    assert altered().named("database-2-instance").inputs["restoreToPointInTime"] == {
        "sourceDbInstanceIdentifier": "pde-production-database",
        "useLatestRestorableTime": True,
    }


def test_the_instance_before_outlives_the_restore(production: Recording) -> None:
    """Once it is unprotected in the state, an `up` that no longer declares it must not delete it."""
    for name in ("database-instance", "database-backups-copy"):
        assert production.named(name).retain_on_delete
    assert not [one.name for one in recorded("dev").resources if one.retain_on_delete]
