"""Backups of databases in a vault of their own, beside the ones RDS keeps, with copies in the recovery region."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.iam import only_for, trust
from components.key import EncryptionKey
from components.placement import Placement
from components.settings import BackupSettings


class Backup(pulumi.ComponentResource):
    """A daily AWS Backup plan over the resources given; recovery points live as long as the settings say.

    The role uses AWS's own policy for the service: what AWS Backup calls on RDS changes with the service, not with this program.
    """

    def __init__(
        self,
        name: str,
        place: Placement,
        *,
        settings: BackupSettings,
        resources: Sequence[pulumi.Output[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:backup:Backup", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        scope = place.scope
        vault = self._vault(name, place, None)
        copy = None if place.recovery_region is None else self._vault(f"{name}-recovery", place, place.recovery_region)
        role = aws.iam.Role(
            f"{name}-role",
            name=scope.name(name),
            description="Lets AWS Backup take and copy recovery points",
            assume_role_policy=trust("backup.amazonaws.com", only_for(scope)),
            opts=child,
        )
        policy = aws.iam.RolePolicyAttachment(
            f"{name}-policy",
            role=role.name,
            policy_arn="arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
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
            name=scope.name(name),
            rules=[rule],
            opts=child,
        )
        aws.backup.Selection(
            f"{name}-selection",
            name=scope.name(name, limit=50),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=list(resources),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
        self.register_outputs({"vault": vault.name})

    def _vault(self, name: str, place: Placement, region: str | None) -> aws.backup.Vault:
        child = pulumi.ResourceOptions(parent=self)
        key = EncryptionKey(name, scope=place.scope, purpose="recovery points", protect=place.protect, region=region, opts=child)
        return aws.backup.Vault(
            f"{name}-vault",
            name=place.scope.name(name, limit=50),
            kms_key_arn=key.arn,
            force_destroy=not place.protect,
            region=region,
            opts=pulumi.ResourceOptions(parent=self, protect=place.protect),
        )
