"""AWS's own policies: which of them make administrators, open a service or read data, and who attaches them."""

import re
from collections.abc import Iterator
from typing import Final

from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.values import items, text

HOLDERS: Final = (
    kinds.ROLE,
    kinds.ROLE_ATTACHMENT,
    kinds.USER_ATTACHMENT,
    kinds.GROUP_ATTACHMENT,
    kinds.ATTACHMENT,
    kinds.ROLE_ATTACHMENTS_EXCLUSIVE,
    kinds.USER_ATTACHMENTS_EXCLUSIVE,
    kinds.GROUP_ATTACHMENTS_EXCLUSIVE,
    kinds.PERMISSION_SET_ATTACHMENT,
)
_PATHS: Final = ("policyArn", "managedPolicyArn", "managedPolicyArns", "policyArns")

_AWS: Final = re.compile(r"^arn:aws[\w-]*:iam::aws:policy/(?:[\w-]+/)*(?P<name>[\w+=,.@-]+)$")
_OWN: Final = re.compile(r"^arn:[^:]*:iam::\d{12}:policy/")
# Clients of file systems are three or four actions of a service that has dozens; they are among the readers.
_WHOLE_SERVICE: Final = re.compile("^(?!AmazonElasticFileSystemClient).*(FullAccess|PowerUser|ReadWrite)")

ADMINISTRATORS: Final = frozenset(
    {
        "AWSOrganizationsFullAccess",
        "AdministratorAccess",
        "AdministratorAccess-AWSElasticBeanstalk",
        "AdministratorAccess-Amplify",
        "DatabaseAdministrator",
        "IAMFullAccess",
        "NetworkAdministrator",
        "PowerUserAccess",
        "SystemAdministrator",
    }
)
# What reads all objects, items, records, files, parameters or secrets of an account, by the documents in the AWS managed policy
# reference.
_READERS: Final = frozenset(
    {
        "AWSLambdaExecute",
        "AWSSecretsManagerClientReadOnlyAccess",
        "AmazonDynamoDBReadOnlyAccess",
        "AmazonEC2RoleforSSM",
        "AmazonElasticFileSystemClientFullAccess",
        "AmazonElasticFileSystemClientReadOnlyAccess",
        "AmazonElasticFileSystemClientReadWriteAccess",
        "AmazonElasticMapReduceforEC2Role",
        "AmazonKeyspacesReadOnlyAccess",
        "AmazonKeyspacesReadOnlyAccess_v2",
        "AmazonKinesisReadOnlyAccess",
        "AmazonS3ReadOnlyAccess",
        "AmazonSSMReadOnlyAccess",
        "AmazonTimestreamReadOnlyAccess",
        "DataScientist",
        "ReadOnlyAccess",
    }
)


def attached(resource: Resource) -> Iterator[tuple[str, str]]:
    """AWS's policies that a resource attaches, with the property that does.

    An ARN that is still unknown is that of a policy being created, so not AWS's.
    """
    for path in _PATHS:
        for value in items(resource.get(path)):
            match = _AWS.match(text(value))
            if match:
                yield path, match["name"]


def is_whole_service(name: str) -> bool:
    """Whether a policy of AWS's allows every or nearly every action of a service on everything."""
    return bool(_WHOLE_SERVICE.search(name))


def reads_data(name: str) -> bool:
    """Whether a policy of AWS's reads all data of a kind."""
    return name in _READERS


def is_limit(arn: str) -> bool:
    """Whether a pattern for policies that may be attached, or must be the boundary, stands for some that grant little.

    Of AWS's it has to name one; of an account's own, a beginning of their name.
    """
    aws = _AWS.match(arn)
    if aws:
        return aws["name"] not in ADMINISTRATORS and not is_whole_service(aws["name"])
    return bool(_OWN.match(arn)) and not is_everywhere(arn)
