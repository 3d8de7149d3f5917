"""AWS Secrets Manager: what is known of a secret without its value."""

from datetime import datetime

from ops.aws.client import Aws


def last_changed(aws: Aws, arn: str) -> datetime | None:
    """Return when a secret's value or its settings were last changed; None where AWS does not say."""
    changed: datetime | None = aws.read("secretsmanager", "describe_secret", f"secret {arn.rpartition(':')[2]}", SecretId=arn).get(
        "LastChangedDate"
    )
    return changed
