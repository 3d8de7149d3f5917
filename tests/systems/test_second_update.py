"""What a second `pulumi up` does: nothing by itself, and after an ordinary change only what the change is about."""

import re
from typing import Any

import pytest

from offline.engine import Mode, Recording, Resource, record
from tests.replacing import STATEFUL, STATELESS
from tests.stacks import ROOT, STACKS, as_engine, recorded, values_of

BEFORE = "production"
DIGEST = f"sha256:{'ab' * 32}"

# An ordinary change of production -> the resources that change (a pattern of logical names).
ORDINARY: list[tuple[str, Any, str]] = [
    ("platform:database.instance_class", "db.r7g.large", r"database-instance"),
    ("platform:database.storage_gb", 200, r"database-instance"),
    ("platform:database.max_storage_gb", 900, r"database-instance"),
    ("platform:database.multi_az", False, r"database-instance"),
    ("platform:database.backup_retention_days", 14, r"database-instance|database-backups-copy"),
    ("platform:database.engine_version", "18", r"database-(instance|parameters)"),
    ("platform:database.rotation", 2, r"database-(password|instance|secret-version)|.*-(definition|service)|migrate-machine"),
    ("platform:cache.node_type", "cache.r7g.large", r"cache-replicas"),
    ("platform:cache.nodes", 3, r"cache-replicas|watch-dashboard|cache-(memory|evictions)-003-alarm"),
    ("platform:cache.rotation", 2, r"cache-(token|replicas|secret-version)|api-(definition|service)"),
    ("platform:stream.instance_type", "kafka.m7g.large", r"stream-cluster"),
    ("platform:stream.brokers", 6, r"stream-cluster|stream-(disk|Bytes).*|watch-dashboard"),
    ("platform:stream.kafka_version", "4.1.x.kraft", r"stream-cluster"),
    ("platform:stream.max_storage_gb", 900, r"stream-storage"),
    ("platform:buckets.models.noncurrent_days", 30, r"models-(replica-)?lifecycle"),
    ("platform:logs.retention_days", 30, r".*-logs|cluster-insights|migrate-executions"),
    ("platform:services.api.max_capacity", 20, r"api-scaling"),
    ("platform:services.api.memory", 8192, r"api-(definition|service)"),
    ("platform:services.api.cpu_target", 60, r"api-scaling-cpu"),
    ("platform:services.api.deployment.canary_percent", 20, r"api-service"),
    ("platform:services.api.deployment", {"strategy": "blue-green"}, r"api-service"),
    ("platform:images", {"api": DIGEST}, r"(api|migrate)-definition|api-image-copy|api-service|migrate-machine"),
    ("platform:alerts.emails", ["oncall@example.com"], r"alerts-.*-at-example.com"),
    ("platform:network.flow_log_retention_days", 365, r"network-flow-logs"),
    ("platform:network.nat", "single", r"network-vpc(-\d|-private-\d)?"),
    ("platform:load_balancer.access_log_retention_days", 90, r"alb-logs-lifecycle"),
    ("platform:load_balancer.firewall.rate_limit", 5000, r"firewall-acl"),
    ("platform:registry", {"keep": 30}, r".*-lifecycle"),
]


def by_name(recording: Recording) -> dict[tuple[str, str], Resource]:
    return {(resource.type, resource.name): resource for resource in recording.resources}


def changed_arguments(old: Resource, new: Resource) -> set[str]:
    """Return the arguments that differ; of the broker group also which part of it, because some parts replace the cluster."""
    names = {key for key in {*old.inputs, *new.inputs} if old.inputs.get(key) != new.inputs.get(key)}
    for nested in names & {"brokerNodeGroupInfo", "encryptionInfo"}:
        names.remove(nested)
        parts = {*old.inputs[nested], *new.inputs[nested]}
        names |= {f"{nested}.{part}" for part in parts if old.inputs[nested].get(part) != new.inputs[nested].get(part)}
    return names


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("mode", list(Mode))
def test_the_same_stack_file_declares_the_same_twice(stack: str, mode: Mode) -> None:
    """A time stamp, a random value or the order of a set in the program would change something in every `up`."""
    again = record(ROOT, stack=stack, config=as_engine(values_of(stack)), mode=mode)
    assert again.by_urn == recorded(stack, mode).by_urn


@pytest.mark.parametrize(("path", "value", "expected"), ORDINARY, ids=[path for path, _, _ in ORDINARY])
def test_an_ordinary_change_touches_what_it_is_about(path: str, value: Any, expected: str) -> None:
    before, after = by_name(recorded(BEFORE)), by_name(recorded(BEFORE, Mode.APPLIED, (path, value)))
    touched = {name for _, name in before.keys() ^ after.keys()}
    touched |= {name for (kind, name) in before.keys() & after.keys() if before[kind, name].inputs != after[kind, name].inputs}
    assert touched
    assert {name for name in touched if not re.fullmatch(expected, name)} == set()


@pytest.mark.parametrize(("path", "value", "expected"), ORDINARY, ids=[path for path, _, _ in ORDINARY])
def test_an_ordinary_change_replaces_nothing_that_holds_data(path: str, value: Any, expected: str) -> None:
    del expected
    before, after = by_name(recorded(BEFORE)), by_name(recorded(BEFORE, Mode.APPLIED, (path, value)))
    for (kind, name), old in before.items():
        if not old.custom or kind in STATELESS:
            continue
        if kind not in STATEFUL:
            assert (kind, name) in after, f"{name} disappears"
            assert not changed_arguments(old, after[kind, name]), f"nobody has looked up whether {kind} holds data"
            continue
        assert (kind, name) in after, f"{name} disappears"
        arguments = changed_arguments(old, after[kind, name]) - set(old.ignore_changes)
        assert not arguments & STATEFUL[kind].replaces, f"{name} is replaced"
        assert arguments <= STATEFUL[kind].in_place, f"nobody has looked up what {arguments} of {kind} do"


@pytest.mark.parametrize(
    ("path", "value", "resource"),
    [
        ("platform:database.username", "owner", "database-instance"),
        ("platform:database.database_name", "other", "database-instance"),
        ("platform:stream.availability_zones", ["us-east-1c", "us-east-1b", "us-east-1a"], "stream-cluster"),
    ],
)
def test_a_change_that_replaces_data_is_stopped_by_protection(path: str, value: Any, resource: str) -> None:
    """Pulumi refuses to delete a protected resource, and a replacement deletes."""
    before, after = recorded(BEFORE).named(resource), recorded(BEFORE, Mode.APPLIED, (path, value)).named(resource)
    assert changed_arguments(before, after) & STATEFUL[before.type].replaces
    assert after.protect


def test_every_protected_type_is_in_the_table() -> None:
    protected = {resource.type for resource in recorded(BEFORE).resources if resource.protect}
    assert protected - {"aws:lb/loadBalancer:LoadBalancer"} <= set(STATEFUL)
