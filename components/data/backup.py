"""Backups of databases in a vault of their own, beside RDS's, with copies elsewhere, a lock, and restores that are tried out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.grant import COPIES_VAULT, DECRYPT, ENCRYPT, OWN_KEYS, OWN_TAGS, WITHOUT_RESOURCE, Grant, Reach, arns
from components.base.iam import actions, trust
from components.base.key import EncryptionKey
from components.base.signal import Metrics, Signal
from components.base.tier import Tier
from components.data.restore_test import OF_AWS_BACKUP, Restorable, try_restores
from components.network.placement import Placement
from stack.settings import BackupSettings
from stack.site import Site

ROLE_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
# What of that policy backups of databases take, and of the one for restores what trying them out takes (what is restored, AWS
# Backup deletes with a role of its own). Snapshots that it takes have names of its own and the database's tags.
_DATABASES = Reach(
    sid="BackedUp",
    resources=arns("rds", "db:{name}-*", "db:{adopted}", *OF_AWS_BACKUP),
    conditions={"StringEqualsIfExists": OWN_TAGS},
)
_GRANTS = (
    Grant(
        reach=_DATABASES,
        actions=(
            "backup:CopyFromBackupVault",
            *actions(
                "rds",
                "AddTagsToResource CopyDBSnapshot CreateDBSnapshot DeleteDBSnapshot DescribeDBInstances DescribeDBSnapshots "
                "ListTagsForResource RestoreDBInstanceFromDBSnapshot",
            ),
        ),
    ),
    Grant(
        reach=Reach(sid="BackupVaults", resources=(*arns("backup", "backup-vault:{name}-*"), COPIES_VAULT)),
        actions=actions("backup", "CopyFromBackupVault CopyIntoBackupVault DescribeBackupVault"),
    ),
    DECRYPT,
    ENCRYPT,
    Grant(
        reach=Reach(
            sid="BackupKeys",
            resources=arns("kms", "key/*"),
            conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}, "StringEqualsIfExists": OWN_KEYS},
        ),
        actions=("kms:CreateGrant",),
    ),
    # Asked for, without a service in between, of the role that a selection names (CreateBackupSelection).
    Grant(
        reach=Reach(sid="KnowKeys", resources=arns("kms", "key/*"), conditions={"StringEqualsIfExists": OWN_KEYS}),
        actions=("kms:DescribeKey",),
    ),
    Grant(reach=WITHOUT_RESOURCE, actions=("tag:GetResources",)),
)


class Backup(pulumi.ComponentResource):
    """A daily AWS Backup plan over the tiers given; recovery points live as long as the settings say.

    The role uses AWS's own policy for the service: what AWS Backup calls on RDS changes with the service, not with this program.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection, and where copies go.
        settings: when, for how many days, and how safe from whom.
        tiers: what is backed up, where it can be.
    """

    GRANTS = _GRANTS

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        settings: BackupSettings,
        tiers: Sequence[Tier],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:backup:Backup", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        site = placement.site
        self.logical_name, self._settings = name, settings
        backed_up = {tier.logical_name: tier.backup_arn for tier in tiers if tier.backup_arn is not None}
        vault = self._vault(name, site, None)
        elsewhere = site.recovery_region
        copy = None if elsewhere is None else self._vault(f"{name}-recovery", site, elsewhere)
        role = aws.iam.Role(
            f"{name}-role",
            name=site.name("role", name),
            description="Lets AWS Backup take and copy recovery points",
            # No condition: AWS Backup documents aws:SourceAccount for topics and keys, not for the roles it assumes.
            assume_role_policy=trust("backup.amazonaws.com", {}),
            opts=child,
        )
        policy = aws.iam.RolePolicyAttachment(
            f"{name}-policy",
            role=role.name,
            policy_arn=ROLE_POLICY,
            opts=child,
        )
        rule: aws.backup.PlanRuleArgsDict = {
            "rule_name": "daily",
            "target_vault_name": vault.name,
            "schedule": f"cron({settings.schedule})",
            "start_window": 60,
            "completion_window": 360,
            "lifecycle": {"delete_after": settings.retention_days},
        }
        copies: list[aws.backup.PlanRuleCopyActionArgsDict] = []
        if copy is not None:
            copies.append({"destination_vault_arn": copy.arn, "lifecycle": {"delete_after": settings.retention_days}})
        if (to := settings.copy_to) is not None:
            copies.append({"destination_vault_arn": to.vault_arn, "lifecycle": {"delete_after": to.retention_days}})
        if copies:
            rule["copy_actions"] = copies
        plan = aws.backup.Plan(
            f"{name}-plan",
            name=site.name("backup-plan", name),
            rules=[rule],
            opts=child,
        )
        aws.backup.Selection(
            f"{name}-selection",
            name=site.name("backup-selection", name),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=list(backed_up.values()),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
        self._vault_name = vault.name
        self._copied = [
            where
            for where, is_copied in (("recovery region", copy is not None), ("other account", settings.copy_to is not None))
            if is_copied
        ]
        self.outputs: Mapping[str, Any] = {
            "vault": vault.name,
            **({} if copy is None else {"recovery_vault": copy.name}),
            **({} if to is None else {"copies_in": to.vault_arn}),
            "resources": backed_up,
        }
        """What an operations command asks about recovery points."""
        if settings.restore_test is not None:
            restorables = {
                tier.logical_name: Restorable(arn=tier.backup_arn, test=tier.restore_test)
                for tier in tiers
                if tier.backup_arn is not None and tier.restore_test is not None
            }
            tried = try_restores(
                name,
                site,
                settings=settings.restore_test,
                vault_arn=vault.arn,
                restorables=restorables,
                parent=self,
            )
            self.outputs = {**self.outputs, "restore_testing_plan_arn": tried.arn}
        self.register_outputs({"vault": vault.name})

    @property
    def signals(self) -> list[Signal]:
        """That a day's recovery point is taken, copied where there is a second vault, and restored where that is tried out."""
        jobs = Metrics(
            tier=self.logical_name,
            namespace="AWS/Backup",
            dimensions={"BackupVaultName": self._vault_name},
            runbook="copies-failed",
        )
        again = "AWS Backup tries again the next day."
        failed = [(jobs, "Backup", "job-failed", f"A day's recovery point was not taken. {again}")]
        if self._copied:
            where = " or the ".join(self._copied)
            failed.append((jobs, "Copy", "copy-failed", f"A recovery point was not copied to the {where}. {again}"))
        if self._settings.restore_test is not None:
            tried = "A recovery point could not be restored; AWS Backup does not try that again before the next test."
            failed.append((replace(jobs, runbook="restore-test-failed"), "Restore", "restore-failed", tried))
        return [
            of.above(
                f"NumberOf{kind}JobsFailed",
                0,
                name,
                "failed jobs",
                f"{what} Its console shows the job's message.",
                statistic="Sum",
                evaluation_periods=1,
            )
            for of, kind, name, what in failed
        ]

    def _vault(self, name: str, site: Site, region: str | None) -> aws.backup.Vault:
        """Declare a vault with its key and its lock. Under a lock that nobody can take off, all three outlive the stack."""
        lock = self._settings.lock
        for_ever = lock is not None and lock.mode == "compliance"
        child = pulumi.ResourceOptions(parent=self)
        key = EncryptionKey(name, site, purpose="recovery points", region=region, retain=for_ever, opts=child)
        kept = pulumi.ResourceOptions(parent=self, protect=site.protect, retain_on_delete=for_ever)
        vault = aws.backup.Vault(
            f"{name}-vault",
            name=site.name("backup-vault", name),
            kms_key_arn=key.arn,
            force_destroy=not site.protect,
            region=region,
            opts=kept,
        )
        if lock is not None:
            aws.backup.VaultLockConfiguration(
                f"{name}-lock",
                backup_vault_name=vault.name,
                min_retention_days=lock.min_retention_days,
                changeable_for_days=lock.changeable_for_days,
                region=region,
                opts=kept,
            )
        return vault
