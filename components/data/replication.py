"""How a bucket is copied to another region: S3 replication with a role of its own, encrypted on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.grant import DECRYPT, ENCRYPT, Grant, through
from components.base.iam import Role, actions, trust
from components.base.signal import Metrics, Signal
from components.data.bucket_reach import BUCKETS
from stack.site import Site

_RULE = "everything"
_READ_SOURCE = Grant(reach=BUCKETS, actions=("s3:GetReplicationConfiguration", "s3:ListBucket"))
_READ_VERSIONS = Grant(
    reach=BUCKETS, actions=actions("s3", "GetObjectVersionForReplication GetObjectVersionAcl GetObjectVersionTagging")
)
_WRITE_COPIES = Grant(reach=BUCKETS, actions=actions("s3", "ReplicateObject ReplicateDelete ReplicateTags"))
REPLICATE = (_READ_SOURCE, _READ_VERSIONS, _WRITE_COPIES, DECRYPT, ENCRYPT)
"""What the role of a replication gets."""


@dataclass(frozen=True, kw_only=True)
class ReplicationEnd:
    """One of the two buckets, with the key its objects are encrypted with."""

    name: str
    id: pulumi.Output[str]
    """The name once the bucket exists."""
    arn: str
    key_arn: pulumi.Output[str]


def replicate(
    name: str,
    site: Site,
    *,
    source: ReplicationEnd,
    destination: ReplicationEnd,
    after: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> None:
    """Copy every new object and deletion of `source` to `destination` (S3 guide, "replicating encrypted objects").

    Args:
        name: logical name of the source.
        site: where the source is; its recovery region is where the destination is.
        source: what is copied.
        destination: where to.
        after: what must exist before: versioning of both, and the destination's encryption and policy.
        parent: the component the rules belong to.
    """
    child = pulumi.ResourceOptions(parent=parent)
    elsewhere = through(f"s3.{site.recovery_region}.amazonaws.com")
    role = Role(
        f"{name}-replication",
        physical_name=site.name("role", f"{name}-replication"),
        description=f"Copies the bucket {source.name} to {site.recovery_region}",
        # No condition: S3's guide has none ("setting up permissions for live replication"), and one that S3 does not meet stops
        # every copy. Only who may pass the role in this account can name it in a replication; it reads one bucket and writes one.
        trust_policy=trust("s3.amazonaws.com", {}),
        statements=[
            _READ_SOURCE.on("ReadSource", source.arn),
            _READ_VERSIONS.on("ReadVersions", f"{source.arn}/*"),
            _WRITE_COPIES.on("WriteCopies", f"{destination.arn}/*"),
            DECRYPT.on("DecryptSource", source.key_arn, conditions=through(site.service_endpoint("s3"))),
            ENCRYPT.on("EncryptCopies", destination.key_arn, conditions=elsewhere),
        ],
        opts=child,
    )
    aws.s3.BucketReplicationConfig(
        f"{name}-replication-rules",
        bucket=source.id,
        role=role.arn,
        rules=[
            {
                "id": _RULE,
                "status": "Enabled",
                "priority": 1,
                "filter": {},
                "delete_marker_replication": {"status": "Enabled"},
                "source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}},
                "destination": {
                    "bucket": destination.arn,
                    "storage_class": "STANDARD_IA",
                    "encryption_configuration": {"replica_kms_key_id": destination.key_arn},
                    # Four metrics, billed as custom ones; without them a copy that fails is told to nobody.
                    "metrics": {"status": "Enabled"},
                },
            }
        ],
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[*after, *role.policies]),
    )


def replication_signals(tier: str, *, source: pulumi.Output[str], destination: pulumi.Output[str]) -> list[Signal]:
    """Return what an operator watches of the copies from one bucket to another.

    S3 publishes failures in the source's region, and only while something is copied: silence is no alarm (S3 guide, "using S3
    replication metrics"). How far the copies are behind it publishes in the destination's, where this stack has no alarms.
    """
    copies = Metrics(
        tier=tier,
        namespace="AWS/S3",
        dimensions={"SourceBucket": source, "DestinationBucket": destination, "RuleId": _RULE},
        runbook="copies-failed",
    )
    return [
        copies.above(
            "OperationsFailedReplication",
            0,
            "replication-failed",
            "failed copies",
            "Objects or deletions were not copied to the recovery region, and S3 does not try again. Look at the role and both "
            "keys, then copy what is marked FAILED with S3 Batch Replication.",
            statistic="Sum",
            evaluation_periods=1,
            severity="critical",
        )
    ]
