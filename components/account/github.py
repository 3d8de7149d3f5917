"""GitHub Actions as an identity provider: workflows prove who they are and get an hour, so that no AWS key is stored there."""

import pulumi
import pulumi_aws as aws

from components.base.iam import Statement
from stack.site import Site

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


class GitHubIdentity(pulumi.ComponentResource):
    """The account's one OIDC provider for GitHub; AWS checks GitHub's certificate by itself, so no thumbprint is pinned.

    Args:
        name: logical name part; for ever.
        site: the account stack's.
    """

    def __init__(self, name: str, site: Site, *, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platform:github:GitHubIdentity", name, None, opts)
        provider = aws.iam.OpenIdConnectProvider(
            f"{name}-provider", url=f"https://{ISSUER}", client_id_lists=[AUDIENCE], opts=pulumi.ResourceOptions(parent=self)
        )
        self._site = site
        self.arn = provider.arn
        self.depends_on: list[pulumi.Resource] = [provider]
        """What a role that trusts the provider waits for: IAM refuses a principal that does not exist."""
        self.register_outputs({"arn": self.arn})

    def trust(self, subject: str) -> Statement:
        """Return the statement of a trust policy that lets tokens with this subject, and no others of GitHub's, assume a role."""
        return Statement(
            sid="AssumedByWorkflow",
            actions=("sts:AssumeRoleWithWebIdentity",),
            principals={"Federated": (self._site.iam_arn(f"oidc-provider/{ISSUER}"),)},
            conditions={"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subject}},
        )
