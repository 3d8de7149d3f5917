"""What guards an account as a whole: no public buckets, encrypted volumes, and what looks for strangers and thieves."""

from collections.abc import Sequence
from typing import Final, get_args

import pulumi
import pulumi_aws as aws

from stack.settings import BaselineSettings
from stack.settings.baseline import Plan
from stack.site import PARTITION, Site

# A new detector has these on as well (GuardDuty guide, "feature activation"). Nothing here runs on EC2 or EKS, and what scans
# volumes for malware would write to a log group that AWS makes.
_NEVER: Final = ("EBS_MALWARE_PROTECTION", "EKS_AUDIT_LOGS")


class Baseline(pulumi.ComponentResource):
    """Guards that exist once in an account, or once in each of its regions.

    What only closes something stays when the stack goes or a region is no longer used: the account's other users rely on it.
    What costs money goes, unless the stack is protected: findings go with it.

    Args:
        name: logical name part; for ever.
        site: the account stack's.
        settings: which guards there are.
        regions: where.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: BaselineSettings,
        regions: Sequence[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:baseline:Baseline", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        stays = pulumi.ResourceOptions(parent=self, retain_on_delete=True)
        kept = pulumi.ResourceOptions(parent=self, protect=site.protect)
        if settings.s3_public_access_block:
            aws.s3.AccountPublicAccessBlock(
                f"{name}-public-access",
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
                opts=stays,
            )
        for region in regions:
            if settings.ebs_encryption:
                aws.ebs.EncryptionByDefault(f"{name}-ebs-{region}", enabled=True, region=region, opts=stays)
            if settings.access_analyzer:
                aws.accessanalyzer.Analyzer(
                    f"{name}-analyzer-{region}",
                    analyzer_name=site.name("access-analyzer", "external-access"),
                    type="ACCOUNT",
                    region=region,
                    opts=child,
                )
            if settings.guardduty:
                self._detect(f"{name}-detector-{region}", region, settings.guardduty_plans, kept)
            if settings.security_hub:
                self._check(f"{name}-hub-{region}", region, settings.security_hub_standards, kept)
        for key in settings.cost_allocation_tags:
            aws.costexplorer.CostAllocationTag(f"{name}-cost-{key}", tag_key=key, status="Active", opts=stays)
        self.register_outputs({})

    def _detect(self, name: str, region: str, plans: Sequence[str], opts: pulumi.ResourceOptions) -> None:
        detector = aws.guardduty.Detector(
            name, enable=True, finding_publishing_frequency="FIFTEEN_MINUTES", region=region, opts=opts
        )
        for plan in sorted((*get_args(Plan), *_NEVER)):
            aws.guardduty.DetectorFeature(
                f"{name}-{plan.lower().replace('_', '-')}",
                detector_id=detector.id,
                name=plan,
                status="ENABLED" if plan in plans else "DISABLED",
                region=region,
                opts=pulumi.ResourceOptions(parent=self),
            )

    def _check(self, name: str, region: str, standards: Sequence[str], opts: pulumi.ResourceOptions) -> None:
        hub = aws.securityhub.Account(
            name,
            enable_default_standards=False,
            control_finding_generator="SECURITY_CONTROL",
            auto_enable_controls=True,
            region=region,
            opts=opts,
        )
        for standard in standards:
            aws.securityhub.StandardsSubscription(
                f"{name}-{standard.partition('/')[0]}",
                standards_arn=f"arn:{PARTITION}:securityhub:{region}::standards/{standard}",
                region=region,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[hub]),
            )
