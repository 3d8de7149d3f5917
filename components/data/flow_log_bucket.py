"""The bucket that a VPC's flow logs are kept in, where the settings say so."""

from components.base.iam import Statement, only_for
from components.base.key import EncryptionKey, for_log_delivery, for_log_groups
from components.data.access_log import AccessLogTargets
from components.data.bucket import Bucket, bucket_name
from components.network.flow_logs import FlowLogBucket
from stack.settings import BucketSettings, NetworkSettings
from stack.site import Site, bucket_arn

_SERVICE = "delivery.logs.amazonaws.com"


def log_key_users(site: Site, settings: NetworkSettings) -> list[Statement]:
    """Return what uses the key of the stack's logs by itself: CloudWatch Logs, and delivery into the bucket where there is one."""
    return [for_log_groups(site), *([for_log_delivery(site)] if _to_bucket(settings) else [])]


def flow_log_bucket(
    site: Site, *, settings: NetworkSettings, key: EncryptionKey, access_logs: AccessLogTargets
) -> FlowLogBucket | None:
    """Declare the bucket `flow-logs`, which no workload can read or write, where flow logs go to one.

    Args:
        site: names and protection.
        settings: whether there is one, and how long a file is kept.
        key: of the stack's logs, whose policy admits the delivery (`log_key_users`).
        access_logs: where requests to the bucket are recorded.
    """
    if not _to_bucket(settings):
        return None
    bucket = Bucket(
        "flow-logs",
        site,
        settings=BucketSettings(noncurrent_days=1, expire_days=settings.flow_log_retention_days),
        access_logs=access_logs,
        key=key,
        writers=_delivery(site, bucket_arn(bucket_name(site, "flow-logs"))),
    )
    return FlowLogBucket(arn=bucket.arn, depends_on=bucket.depends_on)


def _to_bucket(settings: NetworkSettings) -> bool:
    return settings.flow_logs.destination == "s3"


def _delivery(site: Site, bucket: str) -> list[Statement]:
    """Return AWS's own statements with AWS's own ids (VPC guide, "S3 bucket permissions for flow logs").

    Where one is missing, whoever makes the flow log has it added to the policy, and the next `up` takes it away again.
    """
    source = only_for(site, site.arn("logs", "*"))
    owned = {**source, "StringEquals": {**source["StringEquals"], "s3:x-amz-acl": "bucket-owner-full-control"}}
    return [
        Statement(
            sid="AWSLogDeliveryWrite",
            actions=("s3:PutObject",),
            resources=(f"{bucket}/AWSLogs/{site.account}/*",),
            principals={"Service": (_SERVICE,)},
            conditions=owned,
        ),
        Statement(
            sid="AWSLogDeliveryAclCheck",
            actions=("s3:GetBucketAcl", "s3:ListBucket"),
            resources=(bucket,),
            principals={"Service": (_SERVICE,)},
            conditions=source,
        ),
    ]
