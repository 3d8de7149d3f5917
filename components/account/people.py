"""Whom roles for people trust: IAM users who have shown a code, and people who came through IAM Identity Center."""

import json

from components.base.iam import Condition, Statement
from stack.settings import PeopleSettings
from stack.site import Site

LONGEST = 2048
"""Characters of a role's trust policy (IAM guide, "quotas"; an account can have it raised to 4,096)."""
# Where Identity Center makes the roles of permission sets in an account, each with an ending of its own (IAM Identity Center
# guide, "Referencing permission sets in resource policies"). Only AWS can make a role there.
_RESERVED = "role/aws-reserved/sso.amazonaws.com"


def people_trust(site: Site, people: PeopleSettings, *, mfa_minutes: int) -> list[Statement]:
    """Return the statements of a trust policy that let people assume a role.

    The account is the principal and a condition names the people, so that a role can be made before they are there; they need a
    permission of their own to assume it, which `bootstrap.md` gives them.

    Args:
        site: the account stack's.
        people: who.
        mfa_minutes: how old a user's code may be.
    """
    statements = []
    if people.users:
        coded: Condition = {
            "ArnEquals": {"aws:PrincipalArn": [site.iam_arn(f"user/{user}") for user in people.users]},
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "NumericLessThanEquals": {"aws:MultiFactorAuthAge": str(mfa_minutes * 60)},
        }
        statements.append(_trust(site, "UsersWithCode", coded))
    if people.permission_sets:
        # With the region of Identity Center in the path, and without where that is us-east-1.
        roles = [
            site.iam_arn(f"{_RESERVED}/{region}AWSReservedSSO_{name}_????????????????")
            for name in people.permission_sets
            for region in ("", "*/")
        ]
        statements.append(_trust(site, "PeopleOfIdentityCenter", {"ArnLike": {"aws:PrincipalArn": roles}}))
    return statements


def characters_of(people: PeopleSettings) -> int:
    """Return how long the trust policy of a role for people is, without the spaces that IAM does not count."""
    # Whichever account it is: every id is as long.
    site = Site(system="account", code="acct", environment="shared", account="0" * 12, region="us-east-1", protect=True)
    policy = {"Version": "2012-10-17", "Statement": [one.render() for one in people_trust(site, people, mfa_minutes=720)]}
    return len(json.dumps(policy, separators=(",", ":")))


def _trust(site: Site, sid: str, conditions: Condition) -> Statement:
    return Statement(sid=sid, actions=("sts:AssumeRole",), principals={"AWS": (site.iam_arn("root"),)}, conditions=conditions)
