"""The only way this program writes a policy document: statements that say what they are for and refuse to be broad."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from components.base.document import json_text
from stack.site import Site

_ROLE = "aws:iam/role:Role"

Condition = Mapping[str, Mapping[str, pulumi.Input[str] | Sequence[pulumi.Input[str]]]]
"""Operator -> condition key -> value(s), as in AWS's policy language."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of an IAM, resource or trust policy.

    Raises:
        ValueError: when an action is `*`, or when a resource or an allowed action carries a wildcard that needs a reason and
            `because` does not give one.
    """

    sid: str
    """What the statement is for, in CamelCase; AWS shows it in its consoles and access errors."""
    actions: tuple[str, ...]
    resources: tuple[pulumi.Input[str], ...] = ()
    """ARNs; empty only in trust policies, where AWS forbids the element."""
    conditions: Condition = field(default_factory=dict)
    principals: Mapping[str, tuple[str, ...]] | None = None
    """Only in resource and trust policies: `{"Service": (...)}`, `{"AWS": (...)}`."""
    effect: Literal["Allow", "Deny"] = "Allow"
    grant: object = None
    """The grant of a component that the statement is an instance of; None for one that a role of a bounded stack cannot have."""
    because: str = ""
    """Why AWS offers nothing narrower than a wildcard here; required for `*` as a resource and for wildcards in allowed actions."""

    def __post_init__(self) -> None:
        if not self.sid.isalnum():
            raise ValueError(f"sid {self.sid!r} must be letters and digits: AWS refuses others in an IAM policy")
        if not self.actions or "*" in self.actions:
            raise ValueError(f"{self.sid}: actions must be named; '*' is never allowed")
        if self.because:
            return
        if self.effect == "Allow" and any("*" in action for action in self.actions):
            raise ValueError(f"{self.sid}: a wildcard action needs because=, the reason AWS offers nothing narrower")
        if "*" in self.resources:
            raise ValueError(f"{self.sid}: resource '*' needs because=, the reason AWS offers nothing narrower")

    @property
    def readable(self) -> bool:
        """Whether the whole statement is known before anything is created, so that a preview can show and judge it."""
        values = [value for keys in self.conditions.values() for value in keys.values()]
        return not any(isinstance(value, pulumi.Output) for value in [*self.resources, *values])

    def render(self) -> dict[str, Any]:
        """Return the statement as AWS writes it."""
        rendered: dict[str, Any] = {"Sid": self.sid, "Effect": self.effect}
        if self.principals is not None:
            everyone = self.principals == {"AWS": ("*",)}
            rendered["Principal"] = "*" if everyone else {kind: list(names) for kind, names in self.principals.items()}
        rendered["Action"] = list(self.actions)
        if self.resources:
            rendered["Resource"] = list(self.resources)
        if self.conditions:
            rendered["Condition"] = self.conditions
        return rendered


def actions(service: str, names: str) -> tuple[str, ...]:
    """Return actions of one service from a table of their names: `actions("s3", "GetObject PutObject")`."""
    return tuple(f"{service}:{name}" for name in names.split())


def document(statements: Iterable[Statement]) -> pulumi.Output[str]:
    """Return the JSON text of a policy made of `statements`, in their order."""
    return json_text({"Version": "2012-10-17", "Statement": [statement.render() for statement in statements]})


def only_for(site: Site, source: str | None = None) -> Condition:
    """Return the condition that keeps a service principal from acting for another account (the confused-deputy problem).

    Args:
        site: whose account the request must come from.
        source: an ARN pattern the request must come from as well, where the service sends `aws:SourceArn`.
    """
    conditions: dict[str, Mapping[str, str]] = {"StringEquals": {"aws:SourceAccount": site.account}}
    if source is not None:
        conditions["ArnLike"] = {"aws:SourceArn": source}
    return conditions


def trust(service: str, conditions: Condition) -> pulumi.Output[str]:
    """Return the trust policy that lets one AWS service assume a role, under `conditions`."""
    return document(
        [Statement(sid="AssumedByService", actions=("sts:AssumeRole",), principals={"Service": (service,)}, conditions=conditions)]
    )


class Role(pulumi.ComponentResource):
    """An IAM role with a service trust and the statements it was given, and nothing else.

    Statements that are readable before creation live in the policy `permissions`, those that name a key or a secret (which only
    creation decides) in `permissions-created`: one unknown would otherwise hide the whole document from a preview.

    Args:
        name: logical name part.
        physical_name: the role's name, at most 64 characters (IAM guide, "quotas").
        description: what it is for; IAM takes 1,000 characters.
        trust_policy: who may assume it.
        statements: what it may do.
    """

    def __init__(
        self,
        name: str,
        *,
        physical_name: str,
        description: str,
        trust_policy: pulumi.Input[str],
        statements: Sequence[Statement],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        self.statements = statements
        super().__init__("platform:iam:Role", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-role", name=physical_name, description=description, assume_role_policy=trust_policy, opts=child
        )
        readable = [statement for statement in statements if statement.readable]
        created = [statement for statement in statements if not statement.readable]
        self.policies: list[pulumi.Resource] = [
            aws.iam.RolePolicy(f"{name}-{part}", name=part, role=role.name, policy=document(group), opts=child)
            for part, group in (("permissions", readable), ("permissions-created", created))
            if group
        ]
        """What a user of the role must wait for: a role without its policies fails on its first call."""
        self.arn = role.arn
        self.name = role.name
        self.register_outputs({"arn": self.arn, "name": self.name})


def bind_roles(boundary_arn: str, grants: Collection[object]) -> None:
    """Put a permissions boundary on every role the program declares after this call, whichever component declares it.

    What the boundary would deny is refused in the preview, with a `pulumi.RunError` that says where it has to be granted.

    Args:
        boundary_arn: ARN of the policy.
        grants: those it is made of.
    """

    def bound(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if isinstance(args.resource, Role):
            _refuse_what_is_denied(args.name, args.resource.statements, boundary_arn, grants)
        if args.type_ != _ROLE:
            return None
        return pulumi.ResourceTransformationResult(props={**args.props, "permissions_boundary": boundary_arn}, opts=args.opts)

    pulumi.runtime.register_stack_transformation(bound)


def _refuse_what_is_denied(role: str, statements: Sequence[Statement], boundary_arn: str, grants: Collection[object]) -> None:
    for statement in statements:
        if statement.grant not in grants:
            raise pulumi.RunError(
                f"role {role}, statement {statement.sid}: its boundary {boundary_arn.rpartition('/')[2]} denies "
                f"{', '.join(statement.actions)}. Allowed: what the GRANTS of the system's components hold. Fix: make it "
                "with a Grant, put that into the GRANTS of its component, and list a tier in the tiers of the system's module."
            )
