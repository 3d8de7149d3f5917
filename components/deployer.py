"""Who applies the systems' stacks, and the boundary of every role they make."""

import pulumi
import pulumi_aws as aws

from components.iam import document
from components.rights import deployment
from components.rights.boundary import workloads
from components.rights.reach import Reach
from components.scope import Scope
from components.settings import StateSettings

SESSION_SECONDS = 3600


class Deployer(pulumi.ComponentResource):
    """The role `<code>-<environment>-<name>` with its policies, and the policy `<code>-<environment>-boundary`.

    Args:
        name: logical and physical name part.
        scope: the account stack's.
        reach: the systems it deploys, and where.
        state: where Pulumi keeps its state.
        trust_policy: who may assume the role, for an hour at most.
        opts: must wait for what the trust policy names.
    """

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        reach: Reach,
        state: StateSettings,
        trust_policy: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:deployer:Deployer", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.boundary = scope.name("boundary")
        """Name of the boundary: `role_boundary` in the stack files of the systems."""
        aws.iam.Policy(
            f"{name}-boundary",
            name=self.boundary,
            description="The most that any role of a system may do",
            policy=document(workloads(reach)),
            opts=child,
        )
        role = aws.iam.Role(
            f"{name}-role",
            name=scope.name(name),
            description="Applies the stacks of " + ", ".join(reach.system_names),
            assume_role_policy=trust_policy,
            max_session_duration=SESSION_SECONDS,
            opts=child,
        )
        self.policies: list[pulumi.Resource] = []
        """What a user of the role must wait for: a role without its policies fails on its first call."""
        for part, statements in deployment(scope, reach, state, scope.iam_arn(f"policy/{self.boundary}")).items():
            policy = aws.iam.Policy(
                f"{name}-{part}",
                name=scope.name(f"{name}-{part}"),
                description=f"What the deployer may do: {part}",
                policy=document(statements),
                opts=child,
            )
            self.policies.append(
                aws.iam.RolePolicyAttachment(f"{name}-{part}-attached", role=role.name, policy_arn=policy.arn, opts=child)
            )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn, "boundary": self.boundary})
