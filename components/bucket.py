"""A bucket nobody can read by accident: private, encrypted, versioned, TLS-only and cleaned up, whatever its use."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.access import Access
from components.iam import Statement, decrypt, document
from components.key import EncryptionKey
from components.placement import Placement
from components.scope import Scope, bucket_arn
from components.settings import BucketSettings


class Bucket(pulumi.ComponentResource):
    """An S3 bucket `<code>-<environment>-<name>-<account>` with every safeguard on, encrypted with a key of its own.

    Args:
        name: logical and physical name part.
        place: scope and protection.
        settings: how long objects are kept, and in which storage class.
        aws_managed_encryption: encrypt with SSE-S3 instead of an own key. Only for load-balancer logs: nothing else is delivered.
        writers: statements that let AWS services deliver into the bucket.
    """

    def __init__(
        self,
        name: str,
        place: Placement,
        *,
        settings: BucketSettings,
        aws_managed_encryption: bool = False,
        writers: Sequence[Statement] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:bucket:Bucket", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self._tier = name
        self._scope = place.scope
        self.name = bucket_name(place.scope, name)
        self.arn = bucket_arn(self.name)
        self._key = None
        if not aws_managed_encryption:
            self._key = EncryptionKey(name, scope=place.scope, purpose=f"bucket {name}", protect=place.protect, opts=child)
        bucket = aws.s3.Bucket(
            f"{name}-bucket",
            bucket=self.name,
            force_destroy=not place.protect,
            opts=pulumi.ResourceOptions(parent=self, protect=place.protect),
        )
        self.id = bucket.id
        """The bucket's name once it exists; unlike `name` it makes what uses it wait for the bucket."""
        public_access = aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership", bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child
        )
        versioning = aws.s3.BucketVersioning(
            f"{name}-versioning", bucket=bucket.id, versioning_configuration={"status": "Enabled"}, opts=child
        )
        algorithm: aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict = (
            {"sse_algorithm": "AES256"} if self._key is None else {"sse_algorithm": "aws:kms", "kms_master_key_id": self._key.arn}
        )
        encryption = aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.id,
            rules=[{"apply_server_side_encryption_by_default": algorithm, "bucket_key_enabled": self._key is not None}],
            opts=child,
        )
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            bucket=bucket.id,
            rules=[_lifecycle(settings)],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )
        # S3 refuses two changes to a bucket's policy and public access at the same time.
        policy = aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=document([self._tls_only(), *writers]),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[public_access]),
        )
        self.ready: list[pulumi.Resource] = [policy, encryption]
        """What a writer must wait for, so that no object arrives unencrypted or is refused."""
        self.register_outputs({"name": self.id})

    def access(self, *, read: str | None = None, write: str | None = None) -> Access:
        """Read or write objects whose keys match a pattern such as `models/*`; listing is limited to the same prefix.

        The bucket's name arrives as `S3_<NAME>_BUCKET`.
        """
        part = "".join(word.capitalize() for word in self._tier.split("-"))
        statements = []
        if read is not None:
            prefix = read.rstrip("*")
            statements += [
                Statement(sid=f"Read{part}", actions=("s3:GetObject",), resources=(bucket_arn(self.name, read),)),
                Statement(
                    sid=f"List{part}",
                    actions=("s3:ListBucket",),
                    resources=(self.arn,),
                    conditions={"StringLike": {"s3:prefix": [prefix, f"{prefix}*"]}},
                ),
            ]
        if write is not None:
            statements.append(
                Statement(
                    sid=f"Write{part}",
                    actions=("s3:PutObject", "s3:AbortMultipartUpload"),
                    resources=(bucket_arn(self.name, write),),
                )
            )
        if self._key is not None:
            via = self._scope.service_endpoint("s3")
            if read is not None:
                statements.append(decrypt(f"Decrypt{part}", self._key.arn, via))
            if write is not None:
                statements.append(
                    Statement(
                        sid=f"Encrypt{part}",
                        actions=("kms:GenerateDataKey", "kms:Decrypt"),
                        resources=(self._key.arn,),
                        conditions={"StringEquals": {"kms:ViaService": via}},
                    )
                )
        return Access(
            tier=self._tier,
            statements=tuple(statements),
            environment={f"S3_{self._tier.upper().replace('-', '_')}_BUCKET": self.id},
        )

    def _tls_only(self) -> Statement:
        return Statement(
            sid="RefusePlaintext",
            effect="Deny",
            actions=("s3:*",),
            resources=(self.arn, f"{self.arn}/*"),
            principals={"AWS": ("*",)},
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        )


def bucket_name(scope: Scope, name: str) -> str:
    """Return the bucket's name: bucket names are global, so the account id is part of it."""
    return f"{scope.name(name, limit=63 - 1 - len(scope.account))}-{scope.account}"


def _lifecycle(settings: BucketSettings) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    rule: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": "clean-up",
        "status": "Enabled",
        "filter": {},
        "noncurrent_version_expiration": {"noncurrent_days": settings.noncurrent_days},
        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
    }
    classes = (("STANDARD_IA", settings.infrequent_access_days), ("GLACIER", settings.glacier_days))
    moves: list[aws.s3.BucketLifecycleConfigurationRuleTransitionArgsDict] = [
        {"storage_class": storage_class, "days": days} for storage_class, days in classes if days is not None
    ]
    if moves:
        rule["transitions"] = moves
    if settings.expire_days is not None:
        rule["expiration"] = {"days": settings.expire_days}
    return rule
