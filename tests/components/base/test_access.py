"""What a workload receives from several tiers fits together."""

import pulumi
import pytest

from components.base.access import Access, SecretReference, environment_of


def test_two_accesses_cannot_claim_one_variable() -> None:
    """The second would silently win, and the container would talk to the wrong tier."""
    secret = SecretReference(service="secretsmanager", arn="arn:aws:secretsmanager:x", json_key="url", version="1", key_arn="key")
    accesses = [
        Access(tier="database", secrets={"DATABASE_URL": secret}),
        Access(tier="settings", environment={"DATABASE_URL": "x"}),
    ]
    with pytest.raises(pulumi.RunError, match="DATABASE_URL comes from both database and settings"):
        environment_of(accesses)
