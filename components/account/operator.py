"""Who operates one stack from a terminal: what the operations commands call, and the way to its deployer for `pulumi up`."""

import pulumi
import pulumi_aws as aws

from components.account.deployer_permissions.scope import DeployerScope
from components.account.operator_permissions import operation
from components.account.people import people_trust
from components.base.iam import Statement, document
from stack.settings import OperatorSettings, PeopleSettings, StateSettings
from stack.site import Site


class Operator(pulumi.ComponentResource):
    """The role `<code>-<environment>-operator-<stack>` for people; nothing of one stack is another's operator's.

    Args:
        name: logical and physical name part, `operator-<stack>`.
        site: the account stack's.
        scope: the stack.
        people: who may assume it.
        settings: how long, and how old a code may be.
        place: where the stack's state is.
        deployer: name part of the role that applies it.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        scope: DeployerScope,
        people: PeopleSettings,
        settings: OperatorSettings,
        place: StateSettings,
        deployer: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:operator:Operator", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.role_name = site.name("role", name)
        role = aws.iam.Role(
            f"{name}-role",
            name=self.role_name,
            description=f"People who operate {scope.system} {scope.environment}",
            assume_role_policy=document(people_trust(site, people, mfa_minutes=settings.mfa_minutes)),
            max_session_duration=settings.session_hours * 3600,
            opts=child,
        )
        parts = operation(
            scope,
            place=place,
            key_alias=f"alias/{site.name('key-alias', f'state-{scope.name}')}",
            deployer=site.iam_arn(f"role/{site.name('role', deployer)}"),
        )
        # Managed, for an inline policy of a role has room for half of them (IAM guide, "quotas").
        for part, statements in parts.items():
            policy = aws.iam.Policy(
                f"{name}-{part}",
                name=site.name("policy", f"{name}-{part}"),
                description=f"What operators of {scope.system} {scope.environment} may do: {part}",
                policy=document(statements),
                opts=child,
            )
            aws.iam.RolePolicyAttachment(f"{name}-{part}-attached", role=role.name, policy_arn=policy.arn, opts=child)
        self.arn = role.arn
        self.depends_on: list[pulumi.Resource] = [role]
        """What a trust policy that names the role waits for: IAM refuses a principal that does not exist."""
        self.trusted = Statement(
            sid="AssumedByOperators", actions=("sts:AssumeRole",), principals={"AWS": (site.iam_arn(f"role/{self.role_name}"),)}
        )
        """The statement by which a deployer trusts it, for an hour at a time: AWS gives a role that a role assumes no more."""
        self.register_outputs({"arn": self.arn})
