"""The permission that people need beside a role's trust: it is given to them where they are made, by hand or by Identity Center."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.base.iam import Statement, document
from stack.site import Site


class PeoplePolicies(pulumi.ComponentResource):
    """A managed policy `<code>-<environment>-<kind>` for each kind of role that people assume, which nobody has by itself.

    A permission set refers to it by this name, a group of IAM users by its ARN (docs/bootstrap.md). It opens nothing for those
    whom a role does not trust.

    Args:
        name: logical name part; for ever.
        site: the account stack's.
        roles: kind -> names of the roles.
    """

    def __init__(
        self, name: str, site: Site, *, roles: Mapping[str, Sequence[str]], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:people:PeoplePolicies", name, None, opts)
        for kind, names in roles.items():
            become = Statement(
                sid="BecomeRoles", actions=("sts:AssumeRole",), resources=tuple(site.iam_arn(f"role/{one}") for one in names)
            )
            aws.iam.Policy(
                f"{name}-{kind}",
                name=site.name("policy", kind),
                description=f"Lets people ask for the roles of {kind}; whom they let in is the roles' own to say",
                policy=document([become]),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
