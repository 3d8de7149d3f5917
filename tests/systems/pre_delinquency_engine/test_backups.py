"""Backups that survive an administrator and are proven: locked vaults, copies in another account, restores that are tried out."""

import json

import pytest

from offline.simulation.runner import Mode
from tests import reading
from tests.shipped import recorded, values_of
from tests.stacks import Change
from tests.systems.account.account import THERE, bounds, with_more
from tests.systems.pre_delinquency_engine.engine import REPLACING, altered

LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN, SELECTION = (f"aws:backup/restoreTesting{one}:RestoreTesting{one}" for one in ("Plan", "Selection"))
COPY: Change = ("platform:backup.copy_to", {"vault_arn": THERE, "retention_days": 90})
LOCKED: Change = ("platform:backup.lock", {"mode": "compliance", "changeable_for_days": 14, "min_retention_days": 30})
# With settings of other parts than these tests are about: tests/systems/test_second_update.py asks for the same combination.
KEPT = (COPY, LOCKED, *REPLACING)


@pytest.mark.parametrize("mode", list(Mode))
def test_production_s_vaults_are_locked_against_all_but_an_administrator(mode: Mode) -> None:
    production = recorded("production", mode)
    locks = {one.inputs["backupVaultName"]: one for one in production.of(LOCK)}
    assert set(locks) == {"pde-production-backup", "pde-production-backup-recovery"}
    for vault, lock in locks.items():
        region = {"region": "us-west-2"} if vault.endswith("recovery") else {}
        assert lock.inputs == {"backupVaultName": vault, "minRetentionDays": 7, **region}
        assert (lock.protect, lock.retain_on_delete) == (True, False)
        # A change of the lock is never a change of the vault, and the vault is there first.
        assert reading.waits_for(production, lock.name, lock.name.replace("-lock", "-vault"))


@pytest.mark.parametrize("mode", list(Mode))
def test_under_a_lock_that_nobody_takes_off_vault_lock_and_key_outlive_the_stack(mode: Mode) -> None:
    """A key that is deleted with the stack would leave recovery points that nobody can read."""
    closed = recorded("production", mode, *KEPT)
    for part in ("backup", "backup-recovery"):
        assert closed.named(f"{part}-lock").inputs["changeableForDays"] == 14
        kept = [closed.named(f"{part}-{one}") for one in ("lock", "vault", "key")]
        assert [one.retain_on_delete for one in kept] == [True] * 3
    production = recorded("production", mode)
    assert not any(production.named(f"backup-{one}").retain_on_delete for one in ("lock", "vault", "key"))


@pytest.mark.parametrize("mode", list(Mode))
def test_without_a_lock_there_is_none(mode: Mode) -> None:
    assert recorded("staging", mode).of(LOCK) == []


@pytest.mark.parametrize("mode", list(Mode))
def test_each_recovery_point_is_copied_to_the_other_account_too(mode: Mode) -> None:
    copying = recorded("production", mode, *KEPT)
    (rule,) = copying.named("backup-plan").inputs["rules"]
    here, there = rule["copyActions"]
    assert here["lifecycle"] == {"deleteAfter": 35}
    assert there == {"destinationVaultArn": THERE, "lifecycle": {"deleteAfter": 90}}
    assert len(recorded("production", mode).named("backup-plan").inputs["rules"][0]["copyActions"]) == 1


@pytest.mark.parametrize("mode", list(Mode))
def test_the_other_account_reads_with_the_database_s_key_and_with_no_other(mode: Mode) -> None:
    copying = recorded("production", mode, *KEPT)
    named = {
        key.name: [one["Sid"] for one in reading.document(key) if "999988887777" in json.dumps(one.get("Principal"))]
        for key in copying.of("aws:kms/key:Key")
    }
    assert {name: sids for name, sids in named.items() if sids} == {
        "database-key": ["CopiesInAnotherAccount", "GrantsForCopies"],
    }
    grants = reading.document(copying.named("database-key"))[-1]
    assert grants["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_the_boundary_lets_the_role_copy_into_the_one_vault_its_line_names() -> None:
    vaults = {
        allowed: [
            arn
            for one in bounds(account)
            if one["Effect"] == "Allow" and "backup:CopyIntoBackupVault" in one["Action"]
            for arn in one["Resource"]
            if ":backup-vault:" in arn
        ]
        for allowed, account in (
            ("nothing", recorded("account")),
            ("one", with_more()),
        )
    }
    own = "arn:aws:backup:*:111122223333:backup-vault:pde-production-*"
    assert vaults == {"nothing": [own], "one": [own, THERE]}


@pytest.mark.parametrize("mode", list(Mode))
def test_the_newest_recovery_point_is_restored_into_the_database_s_own_network(mode: Mode) -> None:
    production = recorded("production", mode)
    plan, selection = reading.only(production, PLAN), reading.only(production, SELECTION)
    assert plan.inputs == {
        "name": "pde_production_backup",
        "scheduleExpression": "cron(0 8 1 * ? *)",
        "scheduleExpressionTimezone": "Etc/UTC",
        "startWindowHours": 1,
        "recoveryPointSelection": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "includeVaults": [production.named("backup-vault").outputs["arn"]],
            "recoveryPointTypes": ["SNAPSHOT"],
            "selectionWindowDays": 7,
        },
    }
    assert {key: selection.inputs[key] for key in ("name", "protectedResourceType", "validationWindowHours")} == {
        "name": "pde_production_database",
        "protectedResourceType": "RDS",
        "validationWindowHours": 1,
    }
    for needed in ("database-instance", "database-subnets", "database-group", "backup-restore-test-policy", "backup-restore-test"):
        assert reading.waits_for(production, selection.name, needed)
    if mode is Mode.APPLIED:
        overrides = selection.inputs["restoreMetadataOverrides"]
        assert overrides["dbSubnetGroupName"] == production.named("database-subnets").outputs["name"]
        assert json.loads(overrides["vpcSecurityGroupIds"]) == [production.named("database-group").id]
        assert selection.inputs["protectedResourceArns"] == [production.named("database-instance").outputs["arn"]]


@pytest.mark.parametrize("mode", list(Mode))
def test_the_role_that_restores_is_not_the_one_that_backs_up(mode: Mode) -> None:
    production = recorded("production", mode)
    roles = {name: production.named(name).inputs["name"] for name in ("backup-role", "backup-restore-test-role")}
    assert roles == {"backup-role": "pde-production-backup", "backup-restore-test-role": "pde-production-backup-restore-test"}
    attached = production.named("backup-restore-test-policy").inputs
    assert attached["policyArn"] == "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"
    assert (
        production.named("backup-restore-test-role").inputs["permissionsBoundary"].endswith("acct-shared-boundary-pde-production")
    )


@pytest.mark.parametrize("mode", list(Mode))
def test_an_aurora_cluster_is_restored_as_one(mode: Mode) -> None:
    selection = reading.only(recorded("migration-api-production", mode), SELECTION)
    assert selection.inputs["protectedResourceType"] == "Aurora"


def test_operations_commands_find_vaults_copies_and_tests_among_the_outputs() -> None:
    backup = recorded("production", Mode.APPLIED, *KEPT).outputs["backup"]
    assert set(backup) == {"vault", "recovery_vault", "copies_in", "resources", "restore_testing_plan_arn"}
    assert (backup["vault"], backup["recovery_vault"]) == ("pde-production-backup", "pde-production-backup-recovery")
    assert backup["copies_in"] == THERE
    assert backup["resources"] == {"database": "arn:aws:rds:us-east-1:111122223333:db:pde-production-database"}
    assert ":restore-testing-plan:pde_production_backup-" in backup["restore_testing_plan_arn"]
    assert set(recorded("staging").outputs["backup"]) == {"vault", "resources"}
    assert "backup" not in recorded("dev").outputs


def test_a_stack_without_tests_declares_no_role_for_them() -> None:
    assert "restore_test" in values_of("production")["platform:backup"]
    assert [one.name for one in altered().resources if "restore-test" in one.name] == []
