"""What deploying buckets, secrets, parameters and keys takes, and what reading and writing Pulumi's own state takes."""

from collections.abc import Sequence

from components.account.deployer_permissions.scope import SYSTEM_TAG, DeployerScope
from components.base.iam import Condition, Statement, actions
from stack.settings import StateSettings
from stack.site import bucket_arn

# Services that encrypt on behalf of their caller.
_ENCRYPTING = ("backup", "ecr", "elasticache", "kafka", "logs", "rds", "s3", "secretsmanager", "sns", "ssm", "states")


def storage(scope: DeployerScope) -> list[Statement]:
    """Return what buckets, secrets and parameters need. Objects can be deleted (with an unprotected bucket) but not read."""
    return [
        scope.allow(
            "ReadBuckets",
            actions(
                "s3",
                "GetAccelerateConfiguration GetBucket* GetEncryptionConfiguration GetLifecycleConfiguration "
                "GetReplicationConfiguration ListBucket ListBucketVersions ListTagsForResource",
            ),
            scope.buckets(),
            because="the provider reads every facet of a bucket, and with each version more of them; none is an object",
        ),
        scope.allow(
            "ManageBuckets",
            actions(
                "s3",
                "CreateBucket DeleteBucket DeleteBucketPolicy PutBucketOwnershipControls PutBucketPolicy "
                "PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration "
                "PutLifecycleConfiguration PutReplicationConfiguration TagResource UntagResource",
            ),
            scope.buckets(),
        ),
        scope.allow("EmptyBuckets", ("s3:DeleteObject", "s3:DeleteObjectVersion"), scope.buckets("/*")),
        scope.allow(
            "ManageSecrets",
            actions(
                "secretsmanager",
                "CreateSecret DeleteSecret DescribeSecret GetResourcePolicy GetSecretValue ListSecretVersionIds "
                "PutSecretValue RemoveRegionsFromReplication ReplicateSecretToRegions TagResource "
                "UntagResource UpdateSecret UpdateSecretVersionStage",
            ),
            scope.arns("secretsmanager", "secret:/{system}/*"),
        ),
        scope.allow(
            "ManageParameters",
            actions(
                "ssm",
                "AddTagsToResource DeleteParameter GetParameter GetParameters GetParametersByPath ListTagsForResource "
                "PutParameter RemoveTagsFromResource",
            ),
            scope.arns("ssm", "parameter/{system}/*"),
        ),
        scope.allow(
            "FindParameters", ("ssm:DescribeParameters",), ("*",), because="Systems Manager limits the call to no parameter"
        ),
    ]


def keys(scope: DeployerScope) -> list[Statement]:
    """Return what keys need.

    A key's ARN is random, and its tags count up to five minutes late (AWS KMS guide, "ABAC"). What is called later asks for the
    tag of a system; what a first `up` calls at once is allowed for every key, less those that carry the tag of anything else.
    """
    every_key = scope.arns("kms", "key/*")
    through = {"StringLike": {"kms:ViaService": [f"{service}.*.amazonaws.com" for service in _ENCRYPTING]}}
    for_aws = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    foreign: Condition = {"StringNotEquals": {SYSTEM_TAG: scope.system_names}, "Null": {SYSTEM_TAG: "false"}}
    return [
        scope.allow(
            "MakeKeys", ("kms:CreateKey",), ("*",), scope.tagged, because="a key has no ARN before it exists; the tag is checked"
        ),
        scope.allow("TagKeys", ("kms:TagResource",), every_key, scope.tagged),
        scope.allow("FindAliases", ("kms:ListAliases",), ("*",), because="aliases are looked for by listing them"),
        # KMS makes a key only for those who may change its policy afterwards (API reference, "CreateKey").
        scope.allow("PutFirstPolicies", ("kms:PutKeyPolicy",), every_key, {"Null": {SYSTEM_TAG: "true"}}),
        # What the provider calls in the seconds after it has made a key.
        scope.allow(
            "FinishKeys",
            actions("kms", "DescribeKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags"),
            every_key,
        ),
        scope.allow(
            "ManageKeys",
            actions(
                "kms",
                "PutKeyPolicy RetireGrant ScheduleKeyDeletion UntagResource UpdateKeyDescription",
            ),
            every_key,
            scope.own,
        ),
        scope.allow(
            "NameKeys",
            ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"),
            (*scope.arns("kms", "alias/{code}-*"), *every_key),
        ),
        scope.allow("UseKeysThroughServices", ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"), every_key, through),
        scope.allow("LetServicesUseKeys", ("kms:CreateGrant",), every_key, for_aws),
        Statement(sid="LeaveForeignKeys", effect="Deny", actions=("kms:*",), resources=every_key, conditions=foreign),
    ]


def state(scope: DeployerScope, places: Sequence[StateSettings]) -> list[Statement]:
    """Return what Pulumi needs for its state: the objects at the top of each bucket, and the keys that encrypt secrets in them.

    The state of the account's own stack lies below `account/` in its bucket, out of reach.
    """
    buckets = [bucket_arn(place.bucket) for place in places]
    every_key = scope.arns("kms", "key/*")
    named = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [place.key_alias for place in places]}}
    return [
        Statement(sid="FindState", actions=("s3:GetBucketLocation", "s3:ListBucket"), resources=tuple(buckets)),
        Statement(
            sid="KeepState",
            actions=("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            resources=tuple(f"{bucket}/.pulumi/*" for bucket in buckets),
        ),
        Statement(
            sid="EncryptState",
            actions=("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
            resources=every_key,
            conditions=named,
        ),
        Statement(
            sid="KeepStateKeys",
            effect="Deny",
            actions=("kms:PutKeyPolicy", "kms:TagResource"),
            resources=every_key,
            conditions=named,
        ),
    ]
