"""What deploying buckets, secrets, parameters and keys takes."""

from components.account.deployer_permissions.scope import ENVIRONMENT_TAG, SYSTEM_TAG, DeployerScope
from components.base.iam import Condition, Statement, actions

# Services that encrypt on behalf of their caller.
_ENCRYPTING = ("backup", "ecr", "elasticache", "kafka", "logs", "rds", "s3", "secretsmanager", "sns", "ssm", "states")


def storage(scope: DeployerScope) -> list[Statement]:
    """Return what buckets and parameters need. Objects can be deleted (with an unprotected bucket) but not read."""
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
                "CreateBucket DeleteBucket DeleteBucketPolicy PutBucketLogging PutBucketOwnershipControls PutBucketPolicy "
                "PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration "
                "PutLifecycleConfiguration PutReplicationConfiguration TagResource UntagResource",
            ),
            scope.buckets(),
        ),
        scope.allow("EmptyBuckets", ("s3:DeleteObject", "s3:DeleteObjectVersion"), scope.buckets("/*")),
        scope.allow(
            "ManageParameters",
            actions(
                "ssm",
                "AddTagsToResource DeleteParameter GetParameter GetParameters GetParametersByPath ListTagsForResource "
                "PutParameter RemoveTagsFromResource",
            ),
            scope.arns("ssm", "parameter/{path}/*"),
        ),
        scope.allow(
            "FindParameters", ("ssm:DescribeParameters",), ("*",), because="Systems Manager limits the call to no parameter"
        ),
    ]


def secrets(scope: DeployerScope) -> list[Statement]:
    """Return what tiers that say in a secret how to connect need."""
    return [
        scope.allow(
            "ManageSecrets",
            actions(
                "secretsmanager",
                "CreateSecret DeleteSecret DescribeSecret GetResourcePolicy GetSecretValue ListSecretVersionIds "
                "PutSecretValue RemoveRegionsFromReplication ReplicateSecretToRegions TagResource "
                "UntagResource UpdateSecret UpdateSecretVersionStage",
            ),
            scope.arns("secretsmanager", "secret:/{path}/*"),
        ),
    ]


def keys(scope: DeployerScope) -> list[Statement]:
    """Return what keys need.

    A key's ARN is random, and its tags count up to five minutes late (AWS KMS guide, "ABAC"). What is called later asks for the
    stack's tags; what a first `up` calls at once is allowed for keys without tags as well. Keys of other stacks, the account's
    own among them, carry theirs.
    """
    every_key = scope.arns("kms", "key/*")
    mine = scope.own_or_untagged
    through: Condition = {**mine, "StringLike": {"kms:ViaService": [f"{service}.*.amazonaws.com" for service in _ENCRYPTING]}}
    for_aws: Condition = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    statements = [
        scope.allow(
            "MakeKeys", ("kms:CreateKey",), ("*",), scope.tagged, because="a key has no ARN before it exists; the tag is checked"
        ),
        scope.allow("TagKeys", ("kms:TagResource",), every_key, {**scope.tagged, **mine}),
        scope.allow("FindAliases", ("kms:ListAliases",), ("*",), because="aliases are looked for by listing them"),
        # KMS makes a key only for those who may change its policy afterwards (API reference, "CreateKey").
        scope.allow("PutFirstPolicies", ("kms:PutKeyPolicy",), every_key, {"Null": {SYSTEM_TAG: "true", ENVIRONMENT_TAG: "true"}}),
        # What the provider calls in the seconds after it has made a key.
        scope.allow(
            "FinishKeys",
            actions("kms", "DescribeKey EnableKeyRotation GetKeyPolicy GetKeyRotationStatus ListResourceTags"),
            every_key,
            mine,
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
        # Aliases have no tags: theirs is the name.
        scope.allow(
            "NameKeys",
            ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"),
            (*scope.arns("kms", "alias/{name}-*"), *every_key),
            mine,
        ),
        scope.allow("UseKeysThroughServices", ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"), every_key, through),
        scope.allow("LetServicesUseKeys", ("kms:CreateGrant",), every_key, {**mine, **for_aws}),
    ]
    return [*statements, *_keys_of_copies(scope)]


def _keys_of_copies(scope: DeployerScope) -> list[Statement]:
    """What restoring another environment's backup takes: its key, through RDS alone, for the instance that keeps it."""
    if scope.recovers is None:
        return []
    every_key = scope.arns("kms", "key/*")
    theirs = {"StringEquals": {SYSTEM_TAG: scope.system, ENVIRONMENT_TAG: scope.recovers}}
    through: Condition = {**theirs, "StringLike": {"kms:ViaService": "rds.*.amazonaws.com"}}
    uses = actions("kms", "Decrypt DescribeKey Encrypt GenerateDataKey")
    return [
        scope.allow("UseKeysOfCopies", uses, every_key, through),
        scope.allow(
            "GrantKeysOfCopies", ("kms:CreateGrant",), every_key, {**through, "Bool": {"kms:GrantIsForAWSResource": "true"}}
        ),
    ]
