"""What other packs were measured to miss, and what hasty rules say falsely: each has its case."""

import pytest

from tests.policy.rules import CASES

BLIND_SPOTS = {
    "a role that anyone may assume": ("iam-trust-closed", "anyone"),
    "a key for everyone under a condition that restricts nothing": ("kms-policy-not-open", "everyone over TLS"),
    "brokers without sign-in": ("kafka-authenticated", "clientAuthentication.unauthenticated the other way"),
    "the world to PostgreSQL": ("ingress-not-from-anywhere", "the world to PostgreSQL"),
    "egress over all TCP ports": ("egress-not-to-everywhere", "all ports of one protocol"),
    "PostgreSQL without a parameter group": ("rds-tls-required", "no group"),
    "two of four public-access switches": ("s3-public-access-blocked", "two of four"),
    "a password in a task's environment": ("ecs-no-plaintext-secrets", "digits for a password"),
    "an SNS service principal without a source": ("service-principals-conditioned", "a queue"),
    "any role to pass": ("iam-no-escalation", "any role to pass"),
    "everything but": ("iam-no-escalation", "allowing everything but"),
}


@pytest.mark.parametrize("spot", BLIND_SPOTS)
def test_a_blind_spot_has_a_bad_case(spot: str) -> None:
    rule, title = BLIND_SPOTS[spot]
    (case,) = [one for one in CASES if (one.rule, one.title) == (rule, title)]
    assert case.violates


def test_forty_safe_configurations_raise_nothing() -> None:
    assert sum(case.look_alike for case in CASES) >= 40
