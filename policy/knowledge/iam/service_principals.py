"""Which AWS services send the account or resource they act for, and in which condition keys.

From each service's page on cross-service confused deputy prevention, and AWS's policies for encrypted topics, trails and logs.
"""

import re
from collections.abc import Iterator
from typing import Final

from policy.knowledge.iam.pattern_scope import is_everyones
from policy.knowledge.iam.statements import Condition, Statement, restricts_caller
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.values import UNKNOWN, text

_SERVICE: Final = re.compile(r"^(?P<name>[a-z0-9.-]+?)\.amazon(aws)?\.com(\.cn)?$")
_REGION: Final = re.compile(r"\.[a-z]{2}(-[a-z]+)+-\d$")

# Services that assume roles and pass aws:SourceAccount or aws:SourceArn. Of others (ec2, lambda, ecs, backup, firehose) AWS
# documents neither for a role's trust.
ASSUMING: Final = frozenset(
    {
        "appstream",
        "bedrock",
        "codebuild",
        "codepipeline",
        "datasync",
        "ecs-tasks",
        "events",
        "iot",
        "logs",
        "monitoring.rds",
        "personalize",
        "pipes",
        "sagemaker",
        "scheduler",
        "ssm",
        "states",
        "transcribe",
        "transfer",
        "vpc-flow-logs",
    }
)
# A key's user by encryption context: the service sets it, and it names one resource.
_CONTEXTS: Final = ("kms:encryptioncontext:aws:logs:arn", "kms:encryptioncontext:aws:cloudtrail:arn")

# Where a permission to call a function says on whose behalf a service comes.
_SOURCES: Final = ("eventSourceToken", "principalOrgId", "sourceAccount", "sourceArn")
_OF_SKILL: Final = "lambda:eventsourcetoken"
_BY_BUCKET: Final = ("s3",)

# EventBridge sends neither key with its requests to an encrypted topic's key, nor for the topic itself: a condition stops it.
_WITHOUT: Final = frozenset({(kind, "events") for kind in (*kinds.KEYS, kinds.KEY_POLICY, kinds.TOPIC, kinds.TOPIC_POLICY)})


def services(statement: Statement) -> Iterator[str]:
    """The services that a statement names, without domain and region."""
    for kind, name in statement.principals:
        match = _SERVICE.match(name) if kind == "Service" else None
        if match:
            yield _REGION.sub("", match["name"])


def caller_lacks_source(permission: Resource) -> str:
    """What a permission to call a function lets in, if that is a service that comes on anyone's behalf; empty if not.

    S3 comes for a bucket, whose ARN names no account: the name is anyone's once it is free (Security Hub, Lambda.1). Alexa says a
    token instead.
    """
    principal = text(permission.get("principal"))
    match = _SERVICE.match(principal)
    if match is None:
        return ""
    paths = ("sourceAccount", "principalOrgId") if match["name"] in _BY_BUCKET else _SOURCES
    said = [path for path in paths if not permission.is_unset(path)]
    source = permission.get("sourceArn")
    if said == ["sourceArn"] and source is not UNKNOWN and is_everyones("aws:sourcearn", text(source)):
        said = []
    return "" if said else _REGION.sub("", match["name"])


def lacks_source(token: str, service: str, statement: Statement) -> bool:
    """Whether a service may come on anyone's behalf although it would say on whose.

    Args:
        token: the type of the resource whose policy it is; a role's is its trust.
        service: the service, without domain and region.
        statement: a statement that allows it.
    """
    if (token, service) in _WITHOUT:
        return False
    if token == kinds.ROLE and service not in ASSUMING:
        return False
    if token in (kinds.BUCKET, kinds.BUCKET_POLICY) and _delivers_to_one_account(statement):
        return False
    return not any(_says_whose(condition) for condition in statement.conditions)


def _says_whose(condition: Condition) -> bool:
    """Whether a condition says on whose behalf. Alexa says a skill's token instead."""
    if condition.key == _OF_SKILL:
        return condition.is_specific
    if condition.key in _CONTEXTS:
        named = condition.operator in ("arnlike", "arnequals", "stringequals", "stringlike")
        return named and all(_ACCOUNT.search(value) for value in condition.values)
    return condition.key.startswith("aws:source") and restricts_caller(condition)


_ACCOUNT: Final = re.compile(r":\d{12}:")
_DELIVERY: Final = re.compile(r"/AWSLogs/\d{12}/")


def _delivers_to_one_account(statement: Statement) -> bool:
    """Whether a log delivery can only write below one account's prefix, which the service takes from the log's source."""
    return bool(statement.resources) and all(_DELIVERY.search(pattern) for pattern in statement.resources)
