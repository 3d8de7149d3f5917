"""Stacks with everything switched on that their file may switch on at any time."""

from offline.simulation.runner import Mode, Recording
from systems import Systems
from tests.check.found import system_of
from tests.stacks import SIGN_IN, Change, recorded, values_of

OPTIONS: tuple[Change, ...] = (
    ("platform:network.nat", "single"),
    ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}}),
    ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]),
    ("platform:off_hours", {"stop": "0 20 ? * MON-FRI *", "start": "0 7 ? * MON-FRI *"}),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
    ("platform:backup", {"retention_days": 35}),
    ("platform:load_balancer.firewall", {"rate_limit": 2000}),
)


def with_everything(stack: str) -> Recording:
    """Return a stack with every option of its system, and those of its services, switched on."""
    routed = [service for service in Systems()[system_of(stack)].services if service.routed]
    of_services: list[Change] = [(f"platform:services.{service.name}.sign_in", SIGN_IN) for service in routed if service.sticky]
    of_services += [
        (f"platform:services.{service.name}.deployment", {"strategy": "blue-green"}) for service in routed if not service.sticky
    ]
    elsewhere = next(region for region in ("us-east-1", "us-west-2") if region != values_of(stack)["aws:region"])
    recovery: Change = ("platform:recovery", {"region": elsewhere})
    return recorded(stack, Mode.APPLIED, *OPTIONS, recovery, *of_services)
