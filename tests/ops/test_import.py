"""What `import` writes, what it refuses to take over, and why."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from offline.changes.replacing import KNOWN
from ops.readers.adoption import KINDS, differences
from tests.ops.cases.import_ import CASE, DECLARED, FILE, INSTANCE, OTHER, PLAN
from tests.ops.driving import Ops

FOUND = FILE.with_suffix(".found.json")
AS_FOUND = {
    "Engine": "postgres",
    "StorageEncrypted": True,
    "KmsKeyId": DECLARED["kmsKeyId"],
    "DBName": "bank_data",
    "MasterUsername": "app",
    "DBSubnetGroup": {"DBSubnetGroupName": "legacy-subnets"},
}


def test_the_file_has_the_ids_of_what_exists_and_the_components_around_it(ops: Ops) -> None:
    """`pulumi import` fails at a placeholder, and at a parent that is not in the file."""
    CASE.prepare(ops)
    FOUND.unlink(missing_ok=True)
    assert ops(CASE.line).status == 0
    written = json.loads(FOUND.read_text())
    assert {one["name"]: one.get("id") for one in written["resources"]} == {"database": None, "database-instance": "legacy-db"}
    assert FILE.read_text().count("<PLACEHOLDER>") == 2


def test_what_differs_is_named_with_its_fix_and_nothing_is_written(ops: Ops) -> None:
    CASE.prepare(ops)
    FOUND.unlink(missing_ok=True)
    ended = ops(CASE.line.replace(str(PLAN), str(OTHER)))
    assert ended.status == 2
    for said in (
        "nothing was written: AWS never changes these",
        f"database-instance.kmsKeyId: declared one that `up` would make, found {DECLARED['kmsKeyId']}",
        "fix: set database.adopt.kms_key_arn to what was found",
        "database-instance.username: declared engine, found app",
        "database-instance.dbSubnetGroupName: declared one that `up` would make, found legacy-subnets",
    ):
        assert said in ended.err
    assert not FOUND.exists()


def test_a_dry_run_writes_nothing(ops: Ops) -> None:
    CASE.prepare(ops)
    FOUND.unlink(missing_ok=True)
    ended = ops(CASE.line, "--dry-run")
    assert (ended.status, FOUND.exists()) == (0, False)
    assert "would write " in ended.out


def test_without_a_plan_pulumi_is_asked_for_one(ops: Ops) -> None:
    CASE.prepare(ops)
    asked: list[list[str]] = []

    def pulumi(arguments: list[str], _: Mapping[str, Any]) -> Mapping[str, Any]:
        asked.append(arguments)
        return {"out": PLAN.read_text()}

    ops.front.programs["pulumi"] = pulumi
    assert ops(f"import --from {FILE}").status == 0
    assert asked == [["preview", "--json", "-s", "production", "--non-interactive"]]
    ops.front.programs["pulumi"] = lambda _arguments, _said: {"status": 1, "err": "error: no credentials"}
    ended = ops(f"import --from {FILE}")
    assert ended.status == 1
    assert "error: no credentials" in ended.err


def test_pulumi_runs_as_the_deployer_where_a_profile_says_so(ops: Ops, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator may call what commands call, and `up` takes more: the CLI gets another profile, and no keys beside it."""
    CASE.prepare(ops)
    seen: list[dict[str, str]] = []

    def pulumi(_: list[str], said: Mapping[str, Any]) -> Mapping[str, Any]:
        seen.append(said["environment"])
        return {"out": PLAN.read_text()}

    ops.front.programs["pulumi"] = pulumi
    ops(f"import --from {FILE}")
    monkeypatch.setenv("PLATFORM_DEPLOYER_PROFILE", "production-deployer")
    ops(f"import --from {FILE}")
    assert seen == [
        {"AWS_ACCESS_KEY_ID": "AKIAMADEUP", "AWS_SECRET_ACCESS_KEY": "made-up"},
        {"AWS_PROFILE": "production-deployer"},
    ]


def test_what_agrees_differs_nowhere() -> None:
    assert differences("database-instance", KINDS[INSTANCE], DECLARED, AS_FOUND) == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"StorageEncrypted": False}, "storageEncrypted"),
        ({"KmsKeyId": None}, "kmsKeyId"),
        ({"DBName": None}, "dbName"),
        ({"MasterUsername": "postgres"}, "username"),
        ({"Engine": "mysql"}, "engine"),
        ({"DBSubnetGroup": {"DBSubnetGroupName": "default"}}, "dbSubnetGroupName"),
        ({"PerformanceInsightsKMSKeyId": "arn:aws:kms:us-east-1:111122223333:key/theirs"}, "performanceInsightsKmsKeyId"),
    ],
)
def test_each_input_that_aws_fixes_is_compared(changed: dict[str, object], named: str) -> None:
    (one,) = differences("database-instance", KINDS[INSTANCE], DECLARED, {**AS_FOUND, **changed})
    assert (one.resource, one.input) == ("database-instance", named)
    assert one.fix


def test_every_input_for_which_a_kind_is_replaced_is_compared_or_made_by_the_program_alone() -> None:
    """The offline difference knows what replaces a resource; an input it knows and this does not would be missed here."""
    never = {
        # Not declared by the program, or only by a restore, which adopt excludes.
        *("availabilityZone", "availabilityZones", "characterSetName", "customIamInstanceProfile", "identifierPrefix"),
        *("ncharCharacterSetName", "restoreToPointInTime", "s3Import", "snapshotIdentifier", "timezone", "sourceRegion"),
        *("clusterIdentifierPrefix", "dataTieringEnabled", "globalReplicationGroupId", "networkType", "nodeGroupConfigurations"),
        *("securityGroupNames", "snapshotArns", "snapshotName", "namePrefix", "logGroupClass"),
        # The same wherever the engine is PostgreSQL or Redis.
        *("engineMode", "port"),
    }
    missing = {
        (token, name)
        for token, kind in KINDS.items()
        if token in KNOWN
        for name in KNOWN[token].replaces - never - {kind.named_by} - {one.input for one in kind.fixed}
    }
    assert missing == set()
