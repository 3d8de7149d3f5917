"""What a second `pulumi up` does after an ordinary change: only what the change is about."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from offline.changes.replacing import STATEFUL, replaces
from offline.changes.values import changes as differences
from offline.simulation.runner import Mode, Recording, Resource
from tests.reading import update_state
from tests.shipped import recorded
from tests.stacks import Change
from tests.systems.pre_delinquency_engine.test_backups import KEPT

BEFORE = "production"
DIGEST = f"sha256:{'ab' * 32}"

# Types that ordinary changes touch and that hold nothing of ours: a replacement costs nothing but time.
STATELESS = frozenset(
    {
        "aws:appautoscaling/policy:Policy",
        "aws:appautoscaling/target:Target",
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:ec2/eip:Eip",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/route:Route",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "aws:ecs/service:Service",
        "aws:ecs/taskDefinition:TaskDefinition",
        "aws:rds/parameterGroup:ParameterGroup",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:sfn/stateMachine:StateMachine",
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:ssm/parameter:Parameter",
        "aws:wafv2/webAcl:WebAcl",
        "random:index/randomPassword:RandomPassword",
    }
)

# An ordinary change of production -> the logical names of the resources that change, `{a,b}-c` for `a-c` and `b-c`, and the
# one argument that changes after a colon where several changes are of one resource.
API = "api-definition:containerDefinitions api-service:taskDefinition"
ROLLED = " ".join(
    f"{service}-definition:containerDefinitions {service}-service:taskDefinition"
    for service in ("api", "dashboard", "feature-processor", "intervention-worker")
)
SERVICES = "{api,dashboard,feature-processor,intervention-worker}"
LOGS = "{transaction-simulator,migrate,stream,cache-slow,database-postgresql,database-upgrade}"
ORDINARY: list[tuple[str, Any, str]] = [
    ("platform:database.instance_class", "db.r7g.large", "database-instance:instanceClass"),
    ("platform:database.storage_gb", 200, "database-instance:allocatedStorage"),
    ("platform:database.max_storage_gb", 900, "database-instance:maxAllocatedStorage"),
    ("platform:database.multi_az", False, "database-instance:multiAz"),
    ("platform:database.backup_retention_days", 14, "database-instance:backupRetentionPeriod"),
    ("platform:database.engine_version", "18", "database-instance:engineVersion database-parameters:family"),
    (
        "platform:database.rotation",
        2,
        f"database-{{password,secret-version}} database-instance:password {ROLLED} migrate-{{definition,machine}}",
    ),
    ("platform:cache.node_type", "cache.r7g.large", "cache-replicas:nodeType"),
    ("platform:cache.nodes", 3, "cache-replicas:numCacheClusters cache-{memory-003-alarm,evictions-003-alarm} watch-dashboard"),
    ("platform:cache.rotation", 2, f"cache-{{token,secret-version}} cache-replicas:authToken {API}"),
    ("platform:stream.instance_type", "kafka.m7g.large", "stream-cluster:brokerNodeGroupInfo"),
    (
        "platform:stream.brokers",
        6,
        "stream-cluster:numberOfBrokerNodes stream-{disk-4-alarm,disk-5-alarm,disk-6-alarm} watch-dashboard",
    ),
    ("platform:stream.kafka_version", "4.1.x.kraft", "stream-cluster:kafkaVersion"),
    ("platform:stream.max_storage_gb", 900, "stream-storage"),
    ("platform:buckets.models.noncurrent_days", 30, "models-{lifecycle,replica-lifecycle}"),
    ("platform:logs.retention_days", 30, f"{SERVICES}-logs {LOGS}-logs cluster-insights migrate-executions"),
    ("platform:services.api.max_capacity", 20, "api-scaling"),
    ("platform:services.api.memory", 8192, "api-definition:memory api-service:taskDefinition"),
    ("platform:services.api.cpu_target", 60, "api-scaling-cpu"),
    ("platform:services.api.deployment.canary_percent", 20, "api-service:deploymentConfiguration"),
    ("platform:services.api.deployment", {"strategy": "blue-green"}, "api-service:deploymentConfiguration"),
    ("platform:images", {"api": DIGEST}, f"{API} api-{{image-copy,deployed}} migrate-{{definition,machine}}"),
    ("platform:alerts.emails", ["oncall@example.com"], "alerts-{oncall,platform-alerts}-at-example.com"),
    ("platform:network.flow_log_retention_days", 365, "network-flow-logs"),
    ("platform:logs.bucket_access_retention_days", 365, "access-logs{,-recovery}-lifecycle"),
    ("platform:database.slow_statement_ms", 250, "database-parameters:parameters"),
    ("platform:database.monitoring_interval", 15, "database-instance:monitoringInterval"),
    ("platform:network.nat", "single", "network-vpc{,-2,-3,-private-2,-private-3}"),
    ("platform:load_balancer.access_log_retention_days", 90, "alb-logs-lifecycle"),
    ("platform:load_balancer.firewall.rate_limit", 5000, "firewall-acl"),
    ("platform:registry", {"keep": 30}, "{api,dashboard,workers,collector,console}-lifecycle"),
    ("platform:registry", {"keep_released": 2000}, "{api,dashboard,workers,collector,console}-lifecycle"),
]


def names(pattern: str) -> set[str]:
    """Return the names that a pattern of the table stands for."""
    found = set()
    for one in pattern.split():
        before, _, rest = one.partition("{")
        parts, _, after = rest.partition("}")
        found |= {f"{before}{part}{after}" for part in parts.split(",")}
    return found


def batches() -> list[tuple[list[Change], set[str]]]:
    """Return the changes in few batches, no two about one resource or argument: what a batch touches says which change did."""
    found: list[tuple[list[Change], set[str]]] = []
    for path, value, pattern in ORDINARY:
        expected = names(pattern)
        batch = next((one for one in found if not one[1] & expected and path not in dict(one[0])), None)
        if batch is None:
            found.append(([(path, value)], expected))
        else:
            batch[0].append((path, value))
            batch[1].update(expected)
    return found


BATCHES = batches()
each_batch = pytest.mark.parametrize(
    ("changes", "expected"),
    BATCHES,
    ids=[" ".join(path.removeprefix("platform:") for path, _ in changes) for changes, _ in BATCHES],
)


Key = tuple[str, str]


def by_name(recording: Recording) -> dict[Key, Resource]:
    return {(resource.type, resource.name): resource for resource in recording.resources}


def replacing(old: Resource, new: Resource) -> set[str]:
    """Return the changed arguments that replace a resource."""
    found = [one for one in differences(old.inputs, new.inputs) if one.path.split(".")[0] not in old.ignore_changes]
    return {one.path for one in found if replaces(old.type, one.path, one.before, one.after)}


def touched(before: Mapping[Key, Resource], after: Mapping[Key, Resource], by_argument: set[str]) -> Iterator[str]:
    """Yield the name of each resource that an update would act upon, with each changed argument of those that are told by them."""
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            yield key[1]
        elif update_state(old) != update_state(new):
            arguments = {one for one in old.inputs.keys() | new.inputs.keys() if old.inputs.get(one) != new.inputs.get(one)}
            same_options = update_state(old)[1:] == update_state(new)[1:]
            yield from (f"{key[1]}:{one}" for one in arguments) if key[1] in by_argument and same_options else [key[1]]


@each_batch
def test_ordinary_changes_touch_exactly_what_they_are_about(changes: list[Change], expected: set[str]) -> None:
    before, after = by_name(recorded(BEFORE)), by_name(recorded(BEFORE, Mode.APPLIED, *changes))
    by_argument = {one.partition(":")[0] for one in expected if ":" in one}
    assert set(touched(before, after, by_argument)) == expected


@each_batch
def test_ordinary_changes_replace_nothing_that_holds_data(changes: list[Change], expected: set[str]) -> None:
    del expected
    before, after = by_name(recorded(BEFORE)), by_name(recorded(BEFORE, Mode.APPLIED, *changes))
    for (kind, name), old in before.items():
        if not old.custom or kind in STATELESS:
            continue
        assert (kind, name) in after, f"{name} disappears"
        new = after[kind, name]
        assert kind in STATEFUL or old.inputs == new.inputs, f"nobody has looked up whether {kind} holds data"
        assert not replacing(old, new), f"{name} is replaced"


def test_a_change_that_replaces_data_is_stopped_by_protection() -> None:
    """Pulumi refuses to delete a protected resource, and a replacement deletes.

    What is kept of backups besides, in the combination that holds these changes, is no argument of the two.
    """
    changed = recorded(BEFORE, Mode.APPLIED, *KEPT)
    for name, arguments in (
        ("database-instance", {"username", "dbName"}),
        ("stream-cluster", {"brokerNodeGroupInfo.clientSubnets"}),
    ):
        before, after = recorded(BEFORE).named(name), changed.named(name)
        assert before.type in STATEFUL
        assert replacing(before, after) == arguments
        assert after.protect


def test_every_protected_type_is_in_the_table() -> None:
    protected = {resource.type for resource in recorded(BEFORE).resources if resource.protect}
    assert protected - {"aws:lb/loadBalancer:LoadBalancer"} <= STATEFUL
