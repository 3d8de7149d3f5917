"""Stacks with everything switched on that their file may switch on at any time."""

from dataclasses import fields

from components.compute.console import Console
from offline.simulation.runner import Mode, Recording
from stack.settings import DatabaseSettings
from systems import Systems
from tests.check.found import SERVING, system_of
from tests.stacks import DELETE, SIGN_IN, Change, recorded, values_of

SLACK: Change = ("platform:alerts", {"slack": {"team_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23"}})
OPTIONS: tuple[Change, ...] = (
    ("platform:network.nat", "single"),
    SLACK,
    ("platform:network.interface_endpoints", ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "xray", "monitoring"]),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
    ("platform:backup", {"retention_days": 35, "lock": {}, "restore_test": {}}),
    ("platform:load_balancer.firewall", {"rate_limit": 2000}),
    ("platform:budget", {"monthly_usd": 500}),
)
TO_BUCKET: tuple[Change, ...] = (
    ("platform:network.flow_logs", {"destination": "s3"}),
    ("platform:network.flow_log_retention_days", 90),
)
OFF_HOURS: Change = ("platform:off_hours", {"stop": "0 20 ? * MON-FRI *", "start": "0 7 ? * MON-FRI *"})


def with_everything(stack: str) -> Recording:
    """Return a stack with every option of its system, and those of its services, switched on; its services never sleep."""
    if stack not in SERVING:
        return recorded(stack, Mode.APPLIED, SLACK)
    routed = [service for service in Systems()[system_of(stack)].services if service.routed]
    of_services: list[Change] = [(f"platform:services.{service.name}.sign_in", SIGN_IN) for service in routed if service.sticky]
    of_services += [
        (f"platform:services.{service.name}.deployment", {"strategy": "blue-green"}) for service in routed if not service.sticky
    ]
    databases = [one.name for one in fields(Systems()[system_of(stack)].settings) if one.type is DatabaseSettings]
    monitored: list[Change] = [(f"platform:{name}.monitoring_interval", 60) for name in databases]
    if Console in Systems()[system_of(stack)].tiers:
        monitored.append(("platform:database.console", {"image": f"sha256:{'cd' * 32}"}))
    jobs = [job.name for job in Systems()[system_of(stack)].jobs if job.scheduled]
    scheduled: list[Change] = [(f"platform:jobs.{name}.schedule", "0 9 ? * SUN *") for name in jobs]
    awake: list[Change] = [("platform:off_hours", DELETE)] if "platform:off_hours" in values_of(stack) else []
    elsewhere = next(region for region in ("us-east-1", "us-west-2") if region != values_of(stack)["aws:region"])
    recovery: Change = ("platform:recovery", {"region": elsewhere})
    # What keeps its credentials where they cannot be copied from has to keep them elsewhere first.
    copied: list[Change] = [("platform:credential_store", DELETE)] if "platform:credential_store" in values_of(stack) else []
    return recorded(stack, Mode.APPLIED, *OPTIONS, recovery, *copied, *monitored, *scheduled, *of_services, *awake)


def asleep_at_night(stack: str, mode: Mode = Mode.APPLIED) -> Recording:
    """Return a stack with the options that exclude others: no staged deployment goes with it, no log group with a bucket."""
    if stack not in SERVING:
        return recorded(stack, mode)
    sizes = values_of(stack).get("platform:services", {})
    rolled: list[Change] = [(f"platform:services.{name}.deployment", DELETE) for name in sizes if "deployment" in sizes[name]]
    return recorded(stack, mode, OFF_HOURS, *TO_BUCKET, *rolled)
