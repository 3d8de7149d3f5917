"""Issuers of the tokens that a role trusts, and the claim in a token that identifies the customer."""

import re
from typing import Final

from policy.knowledge.iam.pattern_scope import has_wildcard
from policy.knowledge.iam.statements import Statement
from policy.model.patterns import matches

GITHUB: Final = "token.actions.githubusercontent.com"
# In GovCloud and China it has a name of its own (Amazon Cognito developer guide, "Role trust and permissions"; AWS Amplify CLI).
_COGNITO: Final = re.compile(r"cognito-identity([.-][\w-]+)?\.amazonaws\.com(\.cn)?")
_GUEST: Final = "unauthenticated"

# Issuers that sign for all their customers, the claim that says which customer's a token is, and what stands there before the
# customer (IAM user guide, "Identity-provider controls for shared OIDC providers"; each vendor's page on AWS). GitHub's has a
# rule of its own.
_SHARED: Final = {
    "agent.buildkite.com": ("sub", "organization:"),
    "api.pulumi.com/oidc": ("aud", "aws:"),
    "app.terraform.io": ("sub", "organization:"),
    "gitlab.com": ("sub", "project_path:"),
    "oidc-configuration.audit-log.githubusercontent.com": ("sub", "https://github.com/"),
    "oidc.codefresh.io": ("sub", "account:"),
    "oidc.vercel.com": ("aud", "https://vercel.com/"),
    "proidc.upbound.io": ("sub", "mcp:"),
    "sandboxes.cloud": ("aud", ""),
    "scalr.io": ("sub", "account:"),
    "studio.datachain.ai/api": ("sub", "credentials:"),
    "tokens.cloud.shisho.dev": ("sub", "job:"),
}
# A cluster's is its own, but signs for every workload in it (EKS user guide, "Assign IAM roles to Kubernetes service accounts").
_CLUSTER: Final = re.compile(r"^oidc\.eks\.[\w-]+\.amazonaws\.com(\.cn)?/")
_NAMESPACE: Final = ("sub", "system:serviceaccount:")
# What an application's id is called: by Facebook and Amazon, by Google for one application on behalf of another, by all others.
_AUDIENCES: Final = (":app_id", ":oaud", ":aud")

# Issuers whose tokens a pipeline gets, not a person or a workload. Bitbucket and CircleCI have one for each customer.
PIPELINES: Final = (
    GITHUB,
    "agent.buildkite.com",
    "api.bitbucket.org/2.0/workspaces/*",
    "api.pulumi.com/oidc",
    "app.terraform.io",
    "gitlab.com",
    "oidc.circleci.com/org/*",
    "oidc.codefresh.io",
    "scalr.io",
)


def issuer(name: str) -> str:
    """The issuer in a provider's ARN, without its scheme; a built-in provider's name as it is."""
    return name.partition(":oidc-provider/")[2] or name


def missing_claim(name: str, statement: Statement) -> str:
    """The claim that a statement would have to ask for so that tokens of other customers do not count; empty when it does.

    Args:
        name: the provider as the principal of kind `Federated` that it is.
        statement: the statement that trusts it.
    """
    source = issuer(name)
    shared = _NAMESPACE if _CLUSTER.match(source) else _SHARED.get(source)
    if shared:
        claim = f"{source}:{shared[0]}"
        return "" if _asks(statement, claim, shared[1]) else claim
    if not any(condition.key.endswith(_AUDIENCES) and condition.is_specific for condition in statement.conditions):
        return "SAML:aud" if ":saml-provider/" in source else f"{source}:aud"
    signed_in = f"{source}:amr"
    if _COGNITO.fullmatch(source) and not any(one.key == signed_in and one.needs(_is_no_guest) for one in statement.conditions):
        return signed_in
    return ""


def _asks(statement: Statement, key: str, before: str) -> bool:
    """Whether a claim has to name one customer: the first part behind what stands before it is whole."""

    def is_owned(value: str) -> bool:
        owner = re.split("[:/]", value.removeprefix(before))[0]
        return bool(owner) and not has_wildcard(owner)

    return any(condition.key == key.lower() and condition.needs(is_owned) for condition in statement.conditions)


def _is_no_guest(value: str) -> bool:
    return not matches(value, _GUEST)
