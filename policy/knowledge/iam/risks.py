"""Actions that give more than they seem to: more rights than the statement lists, or data out of the account.

The escalation paths are those that public research on IAM privilege escalation describes (Rhino Security Labs, 2018 and later;
Bishop Fox, IAM Vulnerable); the condition keys are those that the service authorization reference lists for IAM.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from policy.knowledge.iam.managed_policies import is_limit
from policy.knowledge.iam.pattern_scope import is_anything, is_everywhere, names_no_account
from policy.knowledge.iam.statements import Condition, Statement, restricts
from policy.model.patterns import matches

# A principal that may do one of these to an identity, or to a provider of identities, gains its permissions or any it writes.
_BOUNDED = frozenset(
    {
        "iam:attachrolepolicy",
        "iam:attachuserpolicy",
        "iam:createuser",
        "iam:putrolepermissionsboundary",
        "iam:putrolepolicy",
        "iam:putuserpermissionsboundary",
        "iam:putuserpolicy",
        "iam:updateassumerolepolicy",
    }
)
_BY_POLICY = frozenset({"iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:attachuserpolicy"})
ESCALATIONS = _BOUNDED | {
    "iam:addclientidtoopenidconnectprovider",
    "iam:addusertogroup",
    "iam:attachgrouppolicy",
    "iam:createaccesskey",
    "iam:createloginprofile",
    "iam:createopenidconnectprovider",
    "iam:createpolicyversion",
    "iam:createsamlprovider",
    "iam:createservicespecificcredential",
    "iam:deleterolepermissionsboundary",
    "iam:deleteuserpermissionsboundary",
    "iam:passrole",
    "iam:putgrouppolicy",
    "iam:putrolepermissionsboundary",
    "iam:putuserpermissionsboundary",
    "iam:setdefaultpolicyversion",
    "iam:updateassumerolepolicy",
    "iam:updateloginprofile",
    "iam:updateopenidconnectproviderthumbprint",
    "iam:updatesamlprovider",
    "lambda:updatefunctioncode",
    "lambda:updatefunctionconfiguration",
    "sts:assumerole",
}
# Narrow by nature once the resource is named: code, versions and passing of what the stack itself declares.
_SCOPED = frozenset(
    {
        "iam:passrole",
        "lambda:updatefunctioncode",
        "lambda:updatefunctionconfiguration",
        "sts:assumerole",
    }
)

# Reading these everywhere, or sharing and copying them anywhere, takes an account's data out of it.
EXFILTRATIONS = frozenset(
    {
        "dynamodb:exporttabletopointintime",
        "dynamodb:query",
        "dynamodb:scan",
        "ec2:modifyimageattribute",
        "ec2:modifysnapshotattribute",
        "kms:creategrant",
        "kms:decrypt",
        "kms:putkeypolicy",
        "lambda:addpermission",
        "rds:copydbclustersnapshot",
        "rds:copydbsnapshot",
        "rds:modifydbclustersnapshotattribute",
        "rds:modifydbsnapshotattribute",
        "rds:startexporttask",
        "s3:getobject",
        "s3:getobjectversion",
        "s3:putbucketacl",
        "s3:putbucketpolicy",
        "s3:putobjectacl",
        "s3:putreplicationconfiguration",
        "secretsmanager:batchgetsecretvalue",
        "secretsmanager:getsecretvalue",
        "secretsmanager:putresourcepolicy",
        "secretsmanager:replicatesecrettoregions",
        "ssm:getparameter",
        "ssm:getparameterhistory",
        "ssm:getparameters",
        "ssm:getparametersbypath",
    }
)
RISKS = ESCALATIONS | EXFILTRATIONS

_EVERYTHING = ("*",)  # what a statement may be about that says only what it is not about
_OWNERS = ("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths")
_EVERY_ARN = re.compile(r"arn:[^:]*:([^:]*)(?::[*?]*){3}")  # in all regions and accounts, whatever its name; of which service

# What a user may do to their own credentials gives them no rights but their own (IAM user guide, "AWS: Allows MFA-authenticated IAM
# users to manage their own credentials on the Security credentials page"). An ARN has a user's name and never `${aws:userid}`.
_OF_A_USER = frozenset(
    {
        "iam:createaccesskey",
        "iam:createloginprofile",
        "iam:createservicespecificcredential",
        "iam:updateloginprofile",
    }
)
_OWN_USER = re.compile(r"arn:[^:]*:iam::[^:]*:user/(?:[^$]*/)?\$\{aws:username\}", re.IGNORECASE)


class Document:
    """A document's statements, as far as one of them changes what another gives; each question is answered once."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        """Take all its statements."""
        self._statements = statements
        self._denials: dict[str, list[Statement]] = {}
        self._denied: dict[tuple[str, tuple[str, ...]], bool] = {}

    def denies(self, action: str, allowed: Statement) -> bool:
        """Whether a statement denies an action wherever another one allows it, whatever the circumstances."""
        asked = action, allowed.resources or _EVERYTHING
        if asked not in self._denied:
            self._denied[asked] = any(_refuses(one, asked[1]) for one in self._denials_of(action))
        return self._denied[asked]

    @cached_property
    def demanded(self) -> frozenset[str]:
        """The tags that it demands of keys being made."""
        making = [one for one in self._statements if one.allows_action("kms:createkey")]
        return frozenset(_tags([one for other in making for one in other.conditions if one.is_specific], "aws:requesttag/"))

    def denies_wherever_named(self, action: str) -> bool:
        """Whether an action is denied on all that has an ARN, so that only what has none is left to it.

        So one may send text messages and publish to no topic: a phone number has no ARN (Amazon SNS developer guide, "Using
        identity-based policies with Amazon SNS").
        """
        service = action.partition(":")[0]
        return any(_is_all_of(service, pattern) for one in self._denials_of(action) for pattern in one.resources)

    def _denials_of(self, action: str) -> Sequence[Statement]:
        if action not in self._denials:
            self._denials[action] = [one for one in self._outright if one.covers_action(action)]
        return self._denials[action]

    @cached_property
    def _outright(self) -> Sequence[Statement]:
        return [one for one in self._statements if not one.allows and not one.conditions]


def _refuses(denial: Statement, resources: Sequence[str]) -> bool:
    return all(any(matches(pattern, resource) for pattern in denial.resources) for resource in resources)


def escalations(statement: Statement, document: Document) -> list[str]:
    """The actions by which a statement lets its holder gain other rights, less what is denied outright."""
    allowed = sorted(filter(statement.allows_action, ESCALATIONS))
    return [action for action in allowed if _escalates(statement, action) and not document.denies(action, statement)]


def _escalates(statement: Statement, action: str) -> bool:
    if any(_limits(condition, action) for condition in statement.conditions):
        return False
    if action in _OF_A_USER and statement.resources and all(map(_OWN_USER.fullmatch, statement.resources)):
        return False
    return action not in _SCOPED or _is_anywhere(statement) or (action == "sts:assumerole" and _is_in_any_account(statement))


def _is_anywhere(statement: Statement) -> bool:
    return any(map(is_everywhere, statement.resources)) or bool(statement.not_resources)


def _is_in_any_account(statement: Statement) -> bool:
    """Whether a statement names resources that any account may have, and no condition limits it to one account's."""
    return any(map(names_no_account, statement.resources)) and not any(restricts(one, _OWNERS) for one in statement.conditions)


def _limits(condition: Condition, action: str) -> bool:
    """Whether the rights that can be gained are bounded: by a boundary, or by which policy may be attached."""
    bounded = condition.key == "iam:permissionsboundary" and action in _BOUNDED
    return (bounded or (condition.key == "iam:policyarn" and action in _BY_POLICY)) and condition.needs(is_limit)


def exfiltrations(statement: Statement, document: Document) -> list[str]:
    """The actions by which a statement opens data everywhere, less what is denied outright."""
    if not _is_anywhere(statement) or any(map(_narrows, statement.conditions)):
        return []
    return [
        action
        for action in sorted(filter(statement.allows_action, EXFILTRATIONS))
        if not document.denies(action, statement) and not (action == "kms:putkeypolicy" and _is_for_new_keys(statement, document))
    ]


def _is_for_new_keys(statement: Statement, document: Document) -> bool:
    """Whether a statement is about keys without the tag that the same document demands of keys being made.

    KMS makes a key only for those who may change its policy, at a moment when its tags do not count yet (API reference, CreateKey).
    """
    absent = [one for one in statement.conditions if (one.operator, one.values) == ("null", ("true",))]
    return not _tags(absent, "aws:resourcetag/").isdisjoint(document.demanded)


def _tags(conditions: Sequence[Condition], key: str) -> set[str]:
    return {one.key.removeprefix(key) for one in conditions if one.key.startswith(key)}


def _narrows(condition: Condition) -> bool:
    """Whether a condition says which resources, or through which service alone."""
    keys = ("kms:resourcealiases", "kms:viaservice", "kms:encryptioncontext:")
    grants = condition.key == "kms:grantisforawsresource" and condition.operator == "bool" and condition.values == ("true",)
    return grants or condition.names_resources or (condition.key.startswith(keys) and condition.is_specific)


def _is_all_of(service: str, pattern: str) -> bool:
    found = _EVERY_ARN.fullmatch(pattern)
    return is_anything(pattern) if found is None else found[1] in (service, "*")
