"""A customer-managed KMS key: one for each tier that stores data."""

from collections.abc import Sequence
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from components.base.iam import Statement, document
from stack.site import PARTITION, Site


class EncryptionKey(pulumi.ComponentResource):
    """A rotating key with an alias, usable by the account's IAM policies and by the service principals named, and by no other.

    RDS, S3, Secrets Manager, SSM, ECR, ElastiCache and MSK act with the caller's permission, so they need no statement here
    (AWS KMS guide, "grants"); CloudWatch Logs, CloudWatch alarms and CloudTrail do. `region` puts the key elsewhere than the stack.

    Args:
        name: logical and physical name part; for ever.
        site: names, and whether the key must outlive a mistake: it is deleted 30 days late then, otherwise 7.
        purpose: what it encrypts, for people who read its description.
        services: statements for service principals that use the key by themselves.
        region: another region than the stack's.
        one_key_because: why one key encrypts data of several kinds; its tag `OneKeyBecause`.
        retain: whether it stays when the stack goes, because what it encrypts does.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        purpose: str,
        services: Sequence[Statement] = (),
        region: str | None = None,
        one_key_because: str | None = None,
        retain: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:key:EncryptionKey", name, None, opts)
        key = aws.kms.Key(
            f"{name}-key",
            description=f"{site.system} {site.environment}: {purpose}",
            enable_key_rotation=True,
            deletion_window_in_days=30 if site.protect else 7,
            policy=document([self._account(site), *services]),
            region=region,
            tags=None if one_key_because is None else {"OneKeyBecause": one_key_because},
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect, retain_on_delete=retain),
        )
        aws.kms.Alias(
            f"{name}-alias",
            name=f"alias/{site.name('key-alias', name)}",
            target_key_id=key.key_id,
            region=region,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})

    @staticmethod
    def _account(site: Site) -> Statement:
        return Statement(
            sid="AccountDecidesThroughIam",
            actions=("kms:*",),
            resources=("*",),
            principals={"AWS": (site.iam_arn("root"),)},
            because="in a key policy * is this key; without the account's root nobody could ever change the key again",
        )


def _on_this_key(sid: str, service: str, actions: tuple[str, ...], conditions: dict[str, dict[str, str]]) -> Statement:
    return Statement(
        sid=sid,
        actions=actions,
        resources=("*",),
        principals={"Service": (service,)},
        conditions=conditions,
        because="in a key policy * is this key; the wildcard actions are AWS's own families of one operation",
    )


def for_log_groups(site: Site, region: str | None = None) -> Statement:
    """Let CloudWatch Logs encrypt this account's log groups (CloudWatch Logs guide, "encrypt log data using KMS").

    Args:
        site: whose log groups.
        region: where they and the key are, if not in the stack's region.
    """
    site = site if region is None else replace(site, region=region)
    return _on_this_key(
        "LogGroupsOfThisAccount",
        site.service_endpoint("logs"),
        ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"),
        {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": site.arn("logs", "log-group:*")}},
    )


def for_log_delivery(site: Site) -> Statement:
    """Let AWS deliver this account's logs, such as flow logs, into buckets (VPC guide, "required key policy for SSE-KMS")."""
    return _on_this_key(
        "DeliveredLogsOfThisAccount",
        "delivery.logs.amazonaws.com",
        ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"),
        {"StringEquals": {"aws:SourceAccount": site.account}, "ArnLike": {"aws:SourceArn": site.arn("logs", "*")}},
    )


def for_alarms(site: Site) -> Statement:
    """Let this account's CloudWatch alarms publish to an encrypted topic (Amazon SNS guide, "key management")."""
    return _on_this_key(
        "AlarmsOfThisAccount",
        "cloudwatch.amazonaws.com",
        ("kms:Decrypt", "kms:GenerateDataKey*"),
        {"StringEquals": {"aws:SourceAccount": site.account}, "ArnLike": {"aws:SourceArn": site.arn("cloudwatch", "alarm:*")}},
    )


def for_budgets(site: Site) -> Statement:
    """Let this account's budgets publish to an encrypted topic (Cost Management guide, "SNS topic for budget notifications")."""
    return _on_this_key(
        "BudgetsOfThisAccount",
        "budgets.amazonaws.com",
        ("kms:Decrypt", "kms:GenerateDataKey*"),
        {"StringEquals": {"aws:SourceAccount": site.account}, "ArnLike": {"aws:SourceArn": site.global_arn("budgets", "*")}},
    )


def for_backup_copies(account: str) -> list[Statement]:
    """Let AWS Backup in another account copy what this key encrypts (AWS Backup guide, "Copying backups across accounts").

    Of what is kept on RDS and Aurora the copy is read with the database's own key; there it gets that of the other vault.

    Args:
        account: that has the vault.
    """
    principals = {"AWS": (f"arn:{PARTITION}:iam::{account}:root",)}
    because = "in a key policy * is this key; the wildcard actions are AWS's own families of one operation"
    return [
        Statement(
            sid="CopiesInAnotherAccount",
            actions=("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
            resources=("*",),
            principals=principals,
            because=because,
        ),
        Statement(
            sid="GrantsForCopies",
            actions=("kms:CreateGrant",),
            resources=("*",),
            principals=principals,
            conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
            because=because,
        ),
    ]


def for_trail(trail_arn: str, bucket_arn: str) -> list[Statement]:
    """Let one trail encrypt what it delivers into one bucket (CloudTrail guide, "configure AWS KMS key policies for CloudTrail").

    S3 asks with the trail's encryption context for log files, and with the bucket's where a bucket key or the bucket's default
    encryption comes in, as it does for digest files.
    """
    source = {"StringEquals": {"aws:SourceArn": trail_arn}}
    use, service = ("kms:GenerateDataKey*", "kms:Decrypt"), "cloudtrail.amazonaws.com"
    files = {**source, "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trail_arn}}
    delivery = {**source, "StringLike": {"kms:EncryptionContext:aws:s3:arn": f"{bucket_arn}*"}}
    return [
        _on_this_key("LogFilesOfTrail", service, use, files),
        _on_this_key("DeliveryToBucket", service, use, delivery),
        _on_this_key("FoundByTrail", service, ("kms:DescribeKey",), source),
    ]
