"""What roles of the program can be given: one table a component, from which its roles' statements and their boundary are made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from components.base.iam import Condition, Statement
from stack.site import PARTITION

COPIES_VAULT = f"arn:{PARTITION}:backup:{{copies_vault}}"
"""In a reach: the vault of another account, which not every stack has."""
Pattern = Mapping[str, Mapping[str, str]]
"""Conditions, in whose values the placeholders of `Reach` stand for a stack's."""

# A key of the stack's, one of an environment it recovers, or a new one, whose tags count up to five minutes late.
OWN_KEYS: Mapping[str, str] = {"aws:ResourceTag/System": "{system}", "aws:ResourceTag/Environment": "{readable_environment}"}
OWN_TAGS: Mapping[str, str] = {"aws:ResourceTag/System": "{system}", "aws:ResourceTag/Environment": "{environment}"}


@dataclass(frozen=True, kw_only=True, eq=False)  # hashed by identity: its conditions are no key
class Reach:
    """The most that grants of one kind ever cover in a stack. A boundary has a statement for each.

    Placeholders: `{account}`, `{name}` (`<code>-<environment>`), `{underscored}` (the same without hyphens), `{path}`
    (`<system>/<environment>`), `{system}`, `{environment}`; `{delivered}` is the name of each stack that pipelines deliver to,
    `{deployer}` the role that deploys it, `{connection}` the ARN of each connection that their sources come over;
    `{readable}` is the name, and beside it that of the environment whose copies the stack is built from, if there is one, and
    `{readable_environment}` likewise. `{adopted}` is each name of what it has taken over, and `COPIES_VAULT` the vault of another
    account that its backups are copied to; where there is none, such a pattern covers nothing.
    """

    sid: str
    """What it covers, in CamelCase."""
    resources: tuple[str, ...]
    conditions: Pattern = field(default_factory=dict)
    because: str = ""
    """As for `Statement`."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Some actions that a role can be given within a reach."""

    reach: Reach
    actions: tuple[str, ...]

    def on(self, sid: str, *resources: pulumi.Input[str], conditions: Condition | None = None) -> Statement:
        """Return a role's statement: the grant on these resources, under these conditions.

        Args:
            sid: what the statement is for.
            resources: ARNs; none where AWS limits the actions to no resource.
            conditions: on top of the reach, which the boundary holds.

        Raises:
            ValueError: when no resource is named of actions that AWS limits to some.
        """
        if not resources and self.reach.resources != ("*",):
            raise ValueError(f"{sid}: name the resources; a reach is a stack's, too much for one role")
        return Statement(
            sid=sid,
            actions=self.actions,
            resources=resources or self.reach.resources,
            conditions=conditions or {},
            because="" if resources else self.reach.because,
            grant=self,
        )


def arns(service: str, *resources: str, region: str = "*") -> tuple[str, ...]:
    """Return patterns of ARNs of the account, for a reach."""
    return tuple(f"arn:{PARTITION}:{service}:{region}:{{account}}:{resource}" for resource in resources)


WITHOUT_RESOURCE = Reach(sid="WithoutResource", resources=("*",), because="AWS limits none of these calls to a resource")
# Never a key by itself: that keeps Pulumi's state, whose secrets are encrypted directly, out of reach.
KEYS = Reach(
    sid="Keys",
    resources=arns("kms", "key/*"),
    conditions={"StringLike": {"kms:ViaService": "*.amazonaws.com"}, "StringEqualsIfExists": OWN_KEYS},
)
# `/<system>/<environment>/...` and `/ecs/<system>/<environment>/...`.
LOG_GROUPS = Reach(sid="Logs", resources=arns("logs", "log-group:*/{path}/*"))
PARAMETERS = Reach(sid="Parameters", resources=arns("ssm", "parameter/{path}/*"))

DECRYPT = Grant(reach=KEYS, actions=("kms:Decrypt",))
ENCRYPT = Grant(reach=KEYS, actions=("kms:Encrypt", "kms:GenerateDataKey"))
READ_AND_WRITE = Grant(reach=KEYS, actions=("kms:GenerateDataKey", "kms:Decrypt"))
WRITE_LOGS = Grant(reach=LOG_GROUPS, actions=("logs:CreateLogStream", "logs:PutLogEvents"))


def through(via: str) -> Condition:
    """Return the condition that a key is used only through an AWS service, as `Site.service_endpoint` spells it."""
    return {"StringEquals": {"kms:ViaService": via}}
