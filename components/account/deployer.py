"""Who applies the systems' stacks, and the boundaries of the roles they make."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.account.deployer_permissions import deployment
from components.account.deployer_permissions.boundary import workloads
from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import document
from stack.settings import AccountSettings
from stack.site import Site

SESSION_SECONDS = 7200
"""Longer than the longest deployment that the settings allow: two bake times of 30 minutes and 40 minutes around them."""


class Deployer(pulumi.ComponentResource):
    """The role `<code>-<environment>-<name>` with its policies, and `<code>-<environment>-boundary-<code>` for each system.

    Args:
        name: logical and physical name part.
        site: the account stack's.
        scope: the systems it deploys, and where.
        settings: which DNS zones it writes into, and where Pulumi keeps its state.
        trust_policy: who may assume the role, for two hours at most.
        after: what the trust policy names.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        scope: DeployerScope,
        settings: AccountSettings,
        trust_policy: pulumi.Input[str],
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:deployer:Deployer", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.boundaries = {system: site.name("policy", f"boundary-{code}") for code, system in sorted(scope.systems.items())}
        """System -> name of its boundary: `role_boundary` in the system's stack files."""
        for code, system in sorted(scope.systems.items()):
            aws.iam.Policy(
                f"{name}-boundary-{code}",
                name=self.boundaries[system],
                description=f"The most that any role of {system} may do",
                policy=document(workloads(scope.only(code))),
                opts=child,
            )
        role = aws.iam.Role(
            f"{name}-role",
            name=site.name("role", name),
            description="Applies the stacks of " + ", ".join(scope.system_names),
            assume_role_policy=trust_policy,
            max_session_duration=SESSION_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*after]),
        )
        self.policies: list[pulumi.Resource] = []
        """What a user of the role must wait for: a role without its policies fails on its first call."""
        boundaries = {code: site.iam_arn(f"policy/{self.boundaries[system]}") for code, system in scope.systems.items()}
        for part, statements in deployment(site, scope, settings, boundaries).items():
            policy = aws.iam.Policy(
                f"{name}-{part}",
                name=site.name("policy", f"{name}-{part}"),
                description=f"What the deployer may do: {part}",
                policy=document(statements),
                opts=child,
            )
            self.policies.append(
                aws.iam.RolePolicyAttachment(f"{name}-{part}-attached", role=role.name, policy_arn=policy.arn, opts=child)
            )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn, "boundaries": self.boundaries})
