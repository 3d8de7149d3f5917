"""What the tests of the pre-delinquency engine share."""

from offline.pipelines import digest_of
from offline.simulation.runner import Recording
from systems.pre_delinquency_engine import TIERS
from tests.stacks import stacks_of

SERVICE = "aws:ecs/service:Service"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ACCOUNT = "111122223333"
DIGEST = f"sha256:{'ab' * 32}"
STACKS = stacks_of("pre-delinquency-engine")
STEADY = {service: digest_of(service) for service in TIERS.services}
SIGN_IN = {
    "issuer": "https://login.example.com",
    "authorization_endpoint": "https://login.example.com/authorize",
    "token_endpoint": "https://login.example.com/token",
    "user_info_endpoint": "https://login.example.com/userinfo",
    "client_id": "engine",
    "client_secret": "hunter2",
}


def key_of(recording: Recording, name: str) -> str:
    """Return the ARN of a key that belongs to a tier."""
    return str(recording.named(f"{name}-key", "aws:kms/key:Key").outputs["arn"])
