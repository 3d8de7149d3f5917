"""Who applies one stack of a system, within which boundary its roles are made, and the key of its state."""

from collections.abc import Collection, Iterable, Sequence

import pulumi
import pulumi_aws as aws

from components.account.deployer_permissions import deployment
from components.account.deployer_permissions.boundary import boundary
from components.account.deployer_permissions.scope import DeployerScope
from components.account.deployer_permissions.state import state
from components.base.grant import Grant
from components.base.iam import document
from components.base.key import EncryptionKey
from stack.settings import StateSettings
from stack.site import Site

SESSION_SECONDS = 7200
"""Longer than the longest deployment that the settings allow: two bake times of 30 minutes and 40 minutes around them."""


class Deployer(pulumi.ComponentResource):
    """The role `<code>-<environment>-deployer-<stack>` with its policies, the boundary of the stack's roles, and its state's key.

    Nothing is shared between two stacks: the one's deployer can neither change nor read what is the other's.

    Args:
        name: logical and physical name part, `deployer-<stack>`.
        site: the account stack's.
        scope: the stack it deploys.
        components: what the stack can have.
        grants: what its components can give to roles.
        place: where its state is.
        trust_policy: who may assume the role, for two hours at most; people get an hour at a time.
        after: what the trust policy names.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        scope: DeployerScope,
        components: Collection[type],
        grants: Iterable[Grant],
        place: StateSettings,
        trust_policy: pulumi.Input[str],
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:deployer:Deployer", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.boundary = site.name("policy", f"boundary-{scope.name}")
        """`role_boundary` in the stack's file."""
        aws.iam.Policy(
            f"{name}-boundary",
            name=self.boundary,
            description=f"The most that any role of {scope.system} {scope.environment} may do",
            policy=document(boundary(scope, grants)),
            opts=child,
        )
        key = f"state-{scope.name}"
        EncryptionKey(
            key,
            site,
            purpose=f"secrets in the state of {scope.system} {scope.environment}",
            region=None if place.region == site.region else place.region,
            opts=child,
        )
        self._key_alias = f"alias/{site.name('key-alias', key)}"
        self._scope, self._place = scope, place
        role = aws.iam.Role(
            f"{name}-role",
            name=site.name("role", name),
            description=f"Applies {scope.system} {scope.environment}",
            assume_role_policy=trust_policy,
            max_session_duration=SESSION_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*after]),
        )
        parts = deployment(
            site,
            scope,
            components=components,
            boundary_arn=site.iam_arn(f"policy/{self.boundary}"),
            of_state=state(scope, place, self._key_alias),
        )
        self.statements = tuple(statement for statements in parts.values() for statement in statements)
        """All that it may do."""
        for part, statements in parts.items():
            policy = aws.iam.Policy(
                f"{name}-{part}",
                name=site.name("policy", f"{name}-{part}"),
                description=f"What the deployer of {scope.system} {scope.environment} may do: {part}",
                policy=document(statements),
                opts=child,
            )
            aws.iam.RolePolicyAttachment(f"{name}-{part}-attached", role=role.name, policy_arn=policy.arn, opts=child)
        self.arn = role.arn
        self.register_outputs({"arn": self.arn, "boundary": self.boundary})

    @property
    def login(self) -> str:
        """Where the stack's state is, for `pulumi login`."""
        return self._place.login(self._scope.path)

    @property
    def secrets_provider(self) -> str:
        """What encrypts the secrets in it, for `pulumi stack init --secrets-provider`."""
        return f"awskms://{self._key_alias}?region={self._place.region}"
