"""Where S3 writes who read and wrote a bucket: one bucket for all of a stack's in a region (S3 guide, "server access logging")."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.iam import Statement, only_for
from stack.site import Site, bucket_arn

_PREFIX = "s3/"


@dataclass(frozen=True, kw_only=True)
class AccessLogTarget:
    """A bucket that S3 may write access logs into."""

    id: pulumi.Output[str]
    """Its name once it exists."""
    depends_on: tuple[pulumi.Resource, ...]
    """What must exist before S3 is told to write: without its policy nothing arrives, and nothing says so."""


@dataclass(frozen=True, kw_only=True)
class AccessLogTargets:
    """The targets of a stack: S3 delivers within a region only."""

    here: AccessLogTarget
    recovery: AccessLogTarget | None = None
    """In the recovery region, where the stack keeps copies."""

    def in_region(self, region: str | None) -> AccessLogTarget:
        """Return the target for buckets of a region; None is the stack's own.

        Raises:
            ValueError: when the stack has none in that region.
        """
        if region is None:
            return self.here
        if self.recovery is None:
            raise ValueError(f"no bucket for access logs in {region}: S3 delivers them within a region only")
        return self.recovery


def delivery(site: Site, name: str) -> Statement:
    """Return the leave to write access logs of the stack's own buckets into the bucket called `name`."""
    sources = bucket_arn(f"{site.code}-{site.environment}-*-{site.account}")
    return Statement(
        sid="DeliverAccessLogs",
        actions=("s3:PutObject",),
        resources=(bucket_arn(name, f"{_PREFIX}*"),),
        principals={"Service": ("logging.s3.amazonaws.com",)},
        conditions=only_for(site, sources),
    )


def log_access(name: str, bucket: aws.s3.Bucket, target: AccessLogTarget, *, region: str | None, parent: pulumi.Resource) -> None:
    """Have every request to a bucket recorded below `s3/<account>/<region>/<bucket>/<year>/<month>/<day>/` of the target.

    Args:
        name: logical name of the bucket's component.
        bucket: whose requests.
        target: where to; in the same region.
        region: the bucket's, where it is not the stack's.
        parent: the component the resource belongs to.
    """
    aws.s3.BucketLogging(
        f"{name}-logging",
        bucket=bucket.id,
        region=region,
        target_bucket=target.id,
        target_prefix=_PREFIX,
        target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[*target.depends_on]),
    )
