"""The record of every call to AWS in the account: who did what, when, from where; kept out of reach of those who act."""

import pulumi
import pulumi_aws as aws

from components.base.iam import Role, Statement, trust
from components.base.key import EncryptionKey, for_log_groups, for_trail
from components.base.logs import Logging
from components.data.access_log import AccessLogTargets
from components.data.bucket import Bucket, bucket_name
from stack.settings import BucketSettings, TrailSettings
from stack.site import Site, bucket_arn

_SERVICE = "cloudtrail.amazonaws.com"


class Trail(pulumi.ComponentResource):
    """A CloudTrail trail `<code>-<environment>-<name>` over all regions, with signed digests, in a bucket and in a log group.

    Management events only: data events (each read of an object) and insights are billed by the event.

    Args:
        name: logical and physical name part.
        site: the account stack's.
        settings: how long the files are kept.
        access_logs: where requests to the bucket are recorded.
        log_retention_days: how long the same events can be searched in the log group.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: TrailSettings,
        access_logs: AccessLogTargets,
        log_retention_days: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:trail:Trail", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        physical_name = site.name("trail", name)
        arn = site.arn("cloudtrail", f"trail/{physical_name}")
        files = bucket_arn(bucket_name(site, name))
        key = EncryptionKey(
            name,
            site,
            purpose="record of every call to AWS",
            services=[for_log_groups(site), *for_trail(arn, files)],
            opts=child,
        )
        bucket = Bucket(
            name,
            site,
            settings=BucketSettings(expire_days=settings.retention_days, noncurrent_days=30),
            access_logs=access_logs,
            key=key,
            writers=_delivery(arn, files, site.account),
            opts=child,
        )
        group_name = site.path(name)
        logging = Logging(key_arn=key.arn, retention_days=log_retention_days, retain=site.protect)
        group = logging.group(f"{name}-logs", group_name, self)
        streams = site.arn("logs", f"log-group:{group_name}:log-stream:{site.account}_CloudTrail_*")
        role = Role(
            name,
            physical_name=site.name("role", f"{name}-logs"),
            description="Lets CloudTrail write its events to the log group",
            # CloudTrail sends neither aws:SourceArn nor aws:SourceAccount here (CloudTrail guide, "role policy document").
            trust_policy=trust(_SERVICE, {}),
            statements=[
                Statement(sid="WriteEvents", actions=("logs:CreateLogStream", "logs:PutLogEvents"), resources=(streams,)),
            ],
            opts=child,
        )
        trail = aws.cloudtrail.Trail(
            f"{name}-trail",
            name=physical_name,
            s3_bucket_name=bucket.id,
            kms_key_id=key.arn,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            cloud_watch_logs_group_arn=pulumi.Output.concat(group.arn, ":*"),
            cloud_watch_logs_role_arn=role.arn,
            # CloudTrail writes a test file and a test event when the trail is made.
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect, depends_on=[*bucket.depends_on, *role.policies]),
        )
        self.arn = trail.arn
        self.bucket_name = bucket.id
        self.log_group = group.name
        self.register_outputs({"arn": self.arn, "bucket_name": self.bucket_name})


def _delivery(trail_arn: str, files: str, account: str) -> list[Statement]:
    """Let this trail deliver, and no other (CloudTrail guide, "Amazon S3 bucket policy for CloudTrail")."""
    source = {"aws:SourceArn": trail_arn}
    return [
        Statement(
            sid="TrailLooksAtBucket",
            actions=("s3:GetBucketAcl",),
            resources=(files,),
            principals={"Service": (_SERVICE,)},
            conditions={"StringEquals": source},
        ),
        Statement(
            sid="TrailDelivers",
            actions=("s3:PutObject",),
            resources=(f"{files}/AWSLogs/{account}/*",),
            principals={"Service": (_SERVICE,)},
            conditions={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **source}},
        ),
    ]
