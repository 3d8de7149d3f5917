"""What Pulumi needs to keep a stack's state: the objects below the stack's own path, and two keys.

Secrets in the state are encrypted with the stack's own key before they leave the machine. The objects are encrypted by S3 with
the bucket's key, and S3 tells KMS which object: without a bucket key (S3 guide, "Amazon S3 Bucket Keys") the encryption context
is the object's ARN, so that the one key serves each stack for its own objects alone.
"""

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Condition, Statement
from stack.settings import StateSettings
from stack.site import PARTITION, bucket_arn


def state(scope: DeployerScope, place: StateSettings, key_alias: str) -> list[Statement]:
    """Return what the state of one stack takes.

    Args:
        scope: the stack.
        place: the bucket that holds its state, and the bucket's key.
        key_alias: the key of the secrets in this stack's state.
    """
    of_bucket = _named(place.key_alias)
    return [
        _find(scope, place),
        Statement(
            sid="KeepState",
            actions=("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            resources=(bucket_arn(place.bucket, f"{scope.path}/.pulumi/*"),),
        ),
        Statement(
            sid="EncryptSecretsInState",
            actions=("kms:Decrypt", "kms:Encrypt"),
            resources=_keys(scope, place),
            conditions=_named(key_alias),
        ),
        _through_bucket("EncryptState", ("kms:Decrypt", "kms:GenerateDataKey"), scope, place),
        Statement(
            sid="KeepStateKeys",
            effect="Deny",
            actions=("kms:PutKeyPolicy", "kms:TagResource"),
            resources=_keys(scope, place),
            conditions=of_bucket,
        ),
    ]


def read_state(scope: DeployerScope, place: StateSettings, key_alias: str) -> list[Statement]:
    """Return what reading the outputs of one stack takes; Pulumi opens the key of its secrets to read anything.

    Args:
        scope: the stack.
        place: the bucket that holds its state, and the bucket's key.
        key_alias: the key of the secrets in this stack's state.
    """
    return [
        _find(scope, place),
        Statement(sid="ReadState", actions=("s3:GetObject",), resources=(bucket_arn(place.bucket, f"{scope.path}/.pulumi/*"),)),
        Statement(
            sid="DecryptSecretsInState", actions=("kms:Decrypt",), resources=_keys(scope, place), conditions=_named(key_alias)
        ),
        _through_bucket("DecryptState", ("kms:Decrypt",), scope, place),
    ]


def _find(scope: DeployerScope, place: StateSettings) -> Statement:
    # IfExists: S3 says "not found" of a missing object only to those who may list, and it asks for that without a prefix.
    return Statement(
        sid="FindState",
        actions=("s3:ListBucket",),
        resources=(bucket_arn(place.bucket),),
        conditions={"StringLikeIfExists": {"s3:prefix": f"{scope.path}/*"}},
    )


def _through_bucket(sid: str, calls: tuple[str, ...], scope: DeployerScope, place: StateSettings) -> Statement:
    """Use the bucket's key, through S3 and for the stack's own objects."""
    conditions: Condition = {
        **_named(place.key_alias),
        "StringEquals": {"kms:ViaService": f"s3.{place.region}.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": bucket_arn(place.bucket, f"{scope.path}/*")},
    }
    return Statement(sid=sid, actions=calls, resources=_keys(scope, place), conditions=conditions)


def _keys(scope: DeployerScope, place: StateSettings) -> tuple[str, ...]:
    return (f"arn:{PARTITION}:kms:{place.region}:{scope.account}:key/*",)


def _named(alias: str) -> Condition:
    return {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}}
