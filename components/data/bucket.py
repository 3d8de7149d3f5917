"""A bucket that cannot be read by accident: private, encrypted, versioned, TLS-only and cleaned up, whatever its use."""

from collections.abc import Sequence
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from components.base.access import Access
from components.base.grant import DECRYPT, READ_AND_WRITE, Grant, through
from components.base.iam import Statement, document
from components.base.key import EncryptionKey
from components.base.signal import Signal
from components.data.access_log import AccessLogTargets, log_access
from components.data.bucket_reach import BUCKETS
from components.data.replication import ReplicationEnd, replicate, replication_signals
from stack.settings import BucketSettings
from stack.site import Site, bucket_arn

_READ = Grant(reach=BUCKETS, actions=("s3:GetObject",))
_LIST = Grant(reach=BUCKETS, actions=("s3:ListBucket",))
_WRITE = Grant(reach=BUCKETS, actions=("s3:PutObject", "s3:AbortMultipartUpload"))


class Bucket(pulumi.ComponentResource):
    """An S3 bucket `<code>-<environment>-<name>-<account>` with every safeguard on, a key of its own, its use recorded.

    Args:
        name: logical and physical name part.
        site: names, protection, and where copies are kept.
        settings: how long objects are kept, and in which storage class.
        access_logs: where each request to it is recorded; None only for the buckets that hold such records.
        aws_managed_encryption: encrypt with SSE-S3 instead of an own key. Only for logs of load balancers and of S3, which reach no
            other bucket.
        key: the key of the tier the bucket belongs to; without one the bucket gets its own.
        writers: statements that let AWS services deliver into the bucket.
        region: put the bucket elsewhere than the stack.
        replicated: keep a copy in the recovery region, where the site has one.

    Raises:
        ValueError: when a bucket without a key of its own is to be replicated.
    """

    GRANTS = (_READ, _LIST, _WRITE, DECRYPT, READ_AND_WRITE)
    """What its access hands out."""

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        settings: BucketSettings,
        access_logs: AccessLogTargets | None,
        aws_managed_encryption: bool = False,
        key: EncryptionKey | None = None,
        writers: Sequence[Statement] = (),
        region: str | None = None,
        replicated: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:bucket:Bucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._tier = name
        self._site = site
        self.name = bucket_name(site, name)
        self.arn = bucket_arn(self.name)
        self._key = key
        if key is None and not aws_managed_encryption:
            self._key = EncryptionKey(name, site, purpose=f"bucket {name}", region=region, opts=child)
        bucket = aws.s3.Bucket(
            f"{name}-bucket",
            bucket=self.name,
            region=region,
            force_destroy=not site.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )
        self.id = bucket.id
        """The bucket's name once it exists; unlike `name` it makes what uses it wait for the bucket."""
        public_access = aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.id,
            region=region,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership", bucket=bucket.id, region=region, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child
        )
        versioning = aws.s3.BucketVersioning(
            f"{name}-versioning", bucket=bucket.id, region=region, versioning_configuration={"status": "Enabled"}, opts=child
        )
        algorithm: aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict = (
            {"sse_algorithm": "AES256"} if self._key is None else {"sse_algorithm": "aws:kms", "kms_master_key_id": self._key.arn}
        )
        encryption = aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.id,
            region=region,
            rules=[{"apply_server_side_encryption_by_default": algorithm, "bucket_key_enabled": self._key is not None}],
            opts=child,
        )
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.id,
            region=region,
            rules=[_lifecycle(settings)],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
        if access_logs is not None:
            log_access(name, bucket, access_logs.in_region(region), region=region, parent=self)
        # S3 refuses two changes to a bucket's policy and public access at the same time.
        policy = aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            region=region,
            policy=document([self._tls_only(), *writers]),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[public_access]),
        )
        self.key_arn = None if self._key is None else self._key.arn
        self.depends_on: list[pulumi.Resource] = [policy, encryption, versioning]
        """What a writer must wait for, so that no object arrives unencrypted or is refused."""
        self.replica: Bucket | None = None
        """The copy in the recovery region."""
        if replicated and site.recovery_region is not None:
            # A recovery cannot wait for the archive: objects there must be restored one by one before they can be read.
            readable = replace(settings, glacier_days=None)
            self.replica = Bucket(
                f"{name}-replica", site, settings=readable, access_logs=access_logs, region=site.recovery_region, opts=child
            )
            replicate(
                name,
                site,
                source=self.replication_end(),
                destination=self.replica.replication_end(),
                after=[*self.replica.depends_on, versioning],
                parent=self,
            )
        self.register_outputs({"name": self.id})

    def access(self, *, read: str | None = None, write: str | None = None) -> Access:
        """Read or write objects whose keys match a pattern such as `models/*`; listing is limited to the same prefix.

        The bucket's name arrives as `S3_<NAME>_BUCKET`.
        """
        part = "".join(word.capitalize() for word in self._tier.split("-"))
        statements = []
        if read is not None:
            prefix = read.rstrip("*")
            within = {"StringLike": {"s3:prefix": [prefix, f"{prefix}*"]}}
            statements += [
                _READ.on(f"Read{part}", bucket_arn(self.name, read)),
                _LIST.on(f"List{part}", self.arn, conditions=within),
            ]
        if write is not None:
            statements.append(_WRITE.on(f"Write{part}", bucket_arn(self.name, write)))
        if self._key is not None:
            via = through(self._site.service_endpoint("s3"))
            if read is not None:
                statements.append(DECRYPT.on(f"Decrypt{part}", self._key.arn, conditions=via))
            if write is not None:
                statements.append(READ_AND_WRITE.on(f"Encrypt{part}", self._key.arn, conditions=via))
        return Access(
            tier=self._tier,
            statements=tuple(statements),
            environment={f"S3_{self._tier.upper().replace('-', '_')}_BUCKET": self.id},
        )

    @property
    def signals(self) -> list[Signal]:
        """That copies arrive, where there are any."""
        return [] if self.replica is None else replication_signals(self._tier, source=self.id, destination=self.replica.id)

    def replication_end(self) -> ReplicationEnd:
        """Return the bucket as one end of a replication.

        Raises:
            ValueError: when it has no key of its own.
        """
        if self.key_arn is None:
            raise ValueError(f"{self._tier} needs a key of its own to be replicated")
        return ReplicationEnd(name=self.name, id=self.id, arn=self.arn, key_arn=self.key_arn)

    def _tls_only(self) -> Statement:
        return Statement(
            sid="RefusePlaintext",
            effect="Deny",
            actions=("s3:*",),
            resources=(self.arn, f"{self.arn}/*"),
            principals={"AWS": ("*",)},
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        )


def bucket_name(site: Site, name: str) -> str:
    """Return the bucket's name: bucket names are global, so the account id is part of it."""
    return f"{site.name('bucket', name, after=1 + len(site.account))}-{site.account}"


def _lifecycle(settings: BucketSettings) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    rule: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": "clean-up",
        "status": "Enabled",
        "filter": {},
        "noncurrent_version_expiration": {"noncurrent_days": settings.noncurrent_days},
        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
    }
    classes = (
        ("INTELLIGENT_TIERING", 0 if settings.intelligent_tiering else None),
        ("STANDARD_IA", settings.infrequent_access_days),
        ("GLACIER", settings.glacier_days),
    )
    moves: list[aws.s3.BucketLifecycleConfigurationRuleTransitionArgsDict] = [
        {"storage_class": storage_class, "days": days} for storage_class, days in classes if days is not None
    ]
    if moves:
        rule["transitions"] = moves
    if settings.expire_days is not None:
        rule["expiration"] = {"days": settings.expire_days}
    return rule
