"""What exists already is declared as it is: its name, key and subnet group are AWS's to keep, all else is the program's."""

import json

import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests.shipped import recorded
from tests.systems.account.account import ACCOUNT, bounds, given, with_more

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ADOPT = {"name": "legacy-db", "kms_key_arn": KEY, "subnet_group": "legacy-subnets"}


def with_adopted(mode: Mode) -> Recording:
    """Return production with a database and a cache that were there before."""
    return recorded("production", mode, ("platform:database.adopt", ADOPT), ("platform:cache.adopt", ADOPT))


@pytest.fixture(scope="module")
def named() -> Recording:
    """Production with a database of which only the name is taken over; no database was made in it at first."""
    adopt = {"name": ADOPT["name"], "initial_database": False}
    return recorded("production", Mode.APPLIED, ("platform:database.adopt", adopt))


@pytest.mark.parametrize("mode", list(Mode))
def test_an_adopted_database_keeps_name_key_and_subnet_group(mode: Mode) -> None:
    adopted = with_adopted(mode)
    inputs = adopted.named("database-instance").inputs
    assert {key: inputs[key] for key in ("identifier", "kmsKeyId", "dbSubnetGroupName", "dbName", "username")} == {
        "identifier": "legacy-db",
        "kmsKeyId": KEY,
        "dbSubnetGroupName": "legacy-subnets",
        "dbName": "bank_data",
        "username": "app",
    }
    assert [one.name for one in adopted.of("aws:rds/subnetGroup:SubnetGroup")] == []
    groups = {one.inputs["name"] for one in adopted.of("aws:cloudwatch/logGroup:LogGroup") if "/aws/rds/" in one.inputs["name"]}
    assert groups == {f"/aws/rds/instance/legacy-db/{kind}" for kind in ("postgresql", "upgrade")}


@pytest.mark.parametrize("mode", list(Mode))
def test_everything_else_of_it_is_as_without_adoption(mode: Mode) -> None:
    """Encryption, TLS, backups and protection are not the price of an import."""
    fixed = {"identifier", "kmsKeyId", "dbSubnetGroupName", "finalSnapshotIdentifier", "performanceInsightsKmsKeyId"}
    adopted, own = (one.named("database-instance") for one in (with_adopted(mode), recorded("production", mode)))
    assert {key: value for key, value in adopted.inputs.items() if key not in fixed} == {
        key: value for key, value in own.inputs.items() if key not in fixed
    }
    assert (adopted.protect, adopted.retain_on_delete, adopted.ignore_changes) == (own.protect, own.retain_on_delete, ())


def test_only_what_is_named_is_taken_over(named: Recording) -> None:
    inputs = named.named("database-instance").inputs
    assert inputs["identifier"] == "legacy-db"
    assert inputs["kmsKeyId"] == named.named("database-key").outputs["arn"]
    assert inputs["dbSubnetGroupName"] == named.named("database-subnets").outputs["name"]


def test_a_database_made_without_a_first_database_says_so(named: Recording) -> None:
    assert "dbName" not in named.named("database-instance").inputs
    secret = json.loads(plain(named.named("database-secret-version").inputs["secretString"]))
    assert secret["dbname"] == "bank_data"


def test_an_adopted_cluster_keeps_its_instances() -> None:
    """Applied alone: what it keeps stands in the stack file, which a preview reads as well."""
    adopt = {**ADOPT, "instances": ["legacy-writer"]}
    adopted = recorded("migration-api-production", Mode.APPLIED, ("platform:database.adopt", adopt))
    cluster = adopted.named("database-cluster").inputs
    assert (cluster["clusterIdentifier"], cluster["kmsKeyId"], cluster["dbSubnetGroupName"]) == (
        "legacy-db",
        KEY,
        "legacy-subnets",
    )
    instances = {one.name: one.inputs for one in adopted.of("aws:rds/clusterInstance:ClusterInstance")}
    assert {name: one["identifier"] for name, one in instances.items()} == {
        "database-1-instance": "legacy-writer",
        "database-2-instance": "mig-production-database-2",
    }
    assert {one["dbSubnetGroupName"] for one in instances.values()} == {"legacy-subnets"}


@pytest.mark.parametrize("mode", list(Mode))
def test_an_adopted_cache_keeps_name_key_and_subnet_group(mode: Mode) -> None:
    adopted = with_adopted(mode)
    inputs = adopted.named("cache-replicas").inputs
    assert (inputs["replicationGroupId"], inputs["kmsKeyId"], inputs["subnetGroupName"]) == ("legacy-db", KEY, "legacy-subnets")
    assert adopted.of("aws:elasticache/subnetGroup:SubnetGroup") == []
    assert inputs["transitEncryptionEnabled"] is True


def test_deployer_and_backups_reach_what_the_line_says_was_adopted_and_nothing_more() -> None:
    account = with_more()
    reached = {arn for one in given(account) if one["Effect"] == "Allow" for arn in one["Resource"] if "legacy" in arn}
    assert reached == {
        f"arn:aws:{one.format(f'*:{ACCOUNT}')}"
        for one in (
            "rds:{}:db:legacy-db",
            "rds:{}:snapshot:legacy-db-*",
            "rds:{}:subgrp:legacy-db",
            "elasticache:{}:replicationgroup:legacy-db",
            "elasticache:{}:cluster:legacy-db-*",
            "elasticache:{}:snapshot:legacy-db-*",
            "elasticache:{}:subnetgroup:legacy-db",
            "logs:{}:log-group:/aws/rds/*/legacy-db/*",
            "logs:{}:log-group:/aws/elasticache/legacy-db*",
        )
    }
    backed_up = {arn for one in bounds(account) for arn in one["Resource"] if "legacy" in arn}
    assert backed_up == {f"arn:aws:rds:*:{ACCOUNT}:db:legacy-db"}
    other = [arn for one in given(account, "deployer-pde-staging") for arn in one["Resource"] if "legacy" in arn]
    assert other == []
