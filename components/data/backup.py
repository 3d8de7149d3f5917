"""Backups of databases in a vault of their own, beside the ones RDS keeps, with copies in the recovery region."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base.grant import DECRYPT, ENCRYPT, OWN_KEYS, OWN_TAGS, WITHOUT_RESOURCE, Grant, Reach, arns
from components.base.iam import actions, trust
from components.base.key import EncryptionKey
from components.base.signal import Metrics, Signal
from components.network.placement import Placement
from stack.settings import BackupSettings

ROLE_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
# What of that policy backups of databases take. Snapshots that AWS Backup takes have names of its own and the database's tags.
_DATABASES = Reach(
    sid="BackedUp",
    resources=arns("rds", "db:{name}-*", "snapshot:awsbackup:*"),
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
                "ListTagsForResource",
            ),
        ),
    ),
    Grant(
        reach=Reach(sid="BackupVaults", resources=arns("backup", "backup-vault:{name}-*")),
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
    """A daily AWS Backup plan over the resources given; recovery points live as long as the settings say.

    The role uses AWS's own policy for the service: what AWS Backup calls on RDS changes with the service, not with this program.

    Args:
        name: logical and physical name part; for ever.
        placement: names, protection, and where copies go.
        settings: when, and for how many days.
        resources: ARNs of what is backed up.
    """

    GRANTS = _GRANTS

    def __init__(
        self,
        name: str,
        placement: Placement,
        *,
        settings: BackupSettings,
        resources: Sequence[pulumi.Output[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:backup:Backup", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        site = placement.site
        vault = self._vault(name, placement, None)
        elsewhere = site.recovery_region
        copy = None if elsewhere is None else self._vault(f"{name}-recovery", placement, elsewhere)
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
        if copy is not None:
            rule["copy_actions"] = [{"destination_vault_arn": copy.arn, "lifecycle": {"delete_after": settings.retention_days}}]
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
            resources=list(resources),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
        self._vault_name = vault.name
        self._copied = copy is not None
        self.logical_name = name
        self.register_outputs({"vault": vault.name})

    @property
    def signals(self) -> list[Signal]:
        """That a day's recovery point is taken, and copied where there is a second vault."""
        jobs = Metrics(
            tier=self.logical_name,
            namespace="AWS/Backup",
            dimensions={"BackupVaultName": self._vault_name},
            runbook="copies-failed",
        )
        failed = [("NumberOfBackupJobsFailed", "job-failed", "A day's recovery point was not taken.")]
        if self._copied:
            failed.append(("NumberOfCopyJobsFailed", "copy-failed", "A recovery point was not copied to the recovery region."))
        return [
            jobs.above(
                metric,
                0,
                name,
                "failed jobs",
                f"{what} AWS Backup tries again the next day. Its console shows the job's message.",
                statistic="Sum",
                evaluation_periods=1,
            )
            for metric, name, what in failed
        ]

    def _vault(self, name: str, placement: Placement, region: str | None) -> aws.backup.Vault:
        child = pulumi.ResourceOptions(parent=self)
        key = EncryptionKey(name, placement.site, purpose="recovery points", region=region, opts=child)
        return aws.backup.Vault(
            f"{name}-vault",
            name=placement.site.name("backup-vault", name),
            kms_key_arn=key.arn,
            force_destroy=not placement.site.protect,
            region=region,
            opts=pulumi.ResourceOptions(parent=self, protect=placement.site.protect),
        )
