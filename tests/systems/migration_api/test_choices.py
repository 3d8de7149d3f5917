"""The rest of the guide of the migration API: what is drawn, kept, told and limited, in production and beside it."""

import json

import pytest

from offline.simulation.runner import Mode, Recording, plain
from tests import reading
from tests.reading import only
from tests.shipped import recorded
from tests.stacks import SIGN_IN, Change
from tests.systems.migration_api.test_parts import CLUSTER, PATH, PUT, STACK

SECRET, SCHEDULED = "aws:secretsmanager/secret:Secret", "aws:appautoscaling/scheduledAction:ScheduledAction"
OTHERWISE: tuple[Change, ...] = (
    ("platform:services.api.sign_in", SIGN_IN),
    ("platform:tracing", {"collector": f"sha256:{'cd' * 32}"}),
)


def test_the_stack_tells_what_the_guide_exports(applied: Recording) -> None:
    told = applied.outputs
    assert told["alb_dns_name"] == only(applied, "aws:lb/loadBalancer:LoadBalancer").outputs["dnsName"]
    assert told["database_endpoint"] == only(applied, CLUSTER).outputs["endpoint"]
    assert told["cluster"] == "mig-production-cluster"


def test_the_cluster_reports_and_knows_spot(either: Recording) -> None:
    assert only(either, "aws:ecs/cluster:Cluster").inputs["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    providers = only(either, "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs["capacityProviders"]
    assert providers == ["FARGATE", "FARGATE_SPOT"]


def test_logs_last_thirty_days(either: Recording) -> None:
    groups = {one.inputs["name"]: one.inputs["retentionInDays"] for one in either.of("aws:cloudwatch/logGroup:LogGroup")}
    assert {groups[f"/ecs/migration-api/production/{name}"] for name in ("api", "migrate", "analyze")} == {30}
    assert groups["/aws/rds/cluster/mig-production-database/postgresql"] == 30


def test_the_dashboard_draws_the_guides_five_metrics(applied: Recording) -> None:
    body = json.loads(plain(applied.named("watch-dashboard").inputs["dashboardBody"]))
    drawn = {(line[0], line[1]) for one in body["widgets"] for line in one["properties"].get("metrics", ()) if len(line) > 1}
    assert {("AWS/ECS", "CPUUtilization"), ("AWS/ECS", "MemoryUtilization")} <= drawn
    assert {("AWS/ApplicationELB", name) for name in ("TargetResponseTime", "RequestCount", "HTTPCode_Target_5XX_Count")} <= drawn
    (log,) = (one["properties"]["query"] for one in body["widgets"] if one["type"] == "log")
    assert "bin(5m)" in log


def test_one_password_is_made_here_and_the_keys_are_put_by_hand(applied: Recording) -> None:
    assert {one.inputs["name"] for one in applied.of(SECRET)} == {f"{PATH}/db-password", f"{PATH}/api-keys"}
    version = only(applied, "aws:secretsmanager/secretVersion:SecretVersion")
    assert version.name == "database-secret-version"
    kept, password = json.loads(plain(version.inputs["secretString"])), plain(applied.named("database-password").outputs["result"])
    cluster = only(applied, CLUSTER).inputs
    assert kept["password"] == plain(cluster["masterPassword"]) == password
    assert f":{password}@" in kept["url"]
    assert "sslmode=require" in kept["url"]
    # The guide's cluster was in the default VPC.
    data = {one.id for one in applied.of("aws:ec2/subnet:Subnet") if "-data-" in one.name}
    subnets = only(applied, "aws:rds/subnetGroup:SubnetGroup")
    assert (cluster["dbSubnetGroupName"], set(subnets.inputs["subnetIds"])) == (subnets.outputs["name"], data)


def test_an_address_that_asks_too_often_is_refused(either: Recording) -> None:
    acl = only(either, "aws:wafv2/webAcl:WebAcl").inputs
    (rate,) = (rule for rule in acl["rules"] if "rateBasedStatement" in rule["statement"])
    limited = rate["statement"]["rateBasedStatement"]
    assert (limited["limit"], limited["evaluationWindowSec"], rate["action"]) == (1000, 300, {"block": {}})


@pytest.fixture(scope="module")
def otherwise() -> Recording:
    return recorded(STACK, Mode.APPLIED, *OTHERWISE)


def test_sign_in_is_a_setting(otherwise: Recording) -> None:
    first, last = otherwise.named("api-rule").inputs["actions"]
    assert (first["type"], last["type"]) == ("authenticate-oidc", "forward")
    assert [one["type"] for one in recorded(STACK).named("api-rule").inputs["actions"]] == ["forward"]


def test_traces_are_a_setting(otherwise: Recording) -> None:
    names = {
        name: [one["name"] for one in reading.containers(recording.named("api-definition", reading.TASK_DEFINITION))]
        for name, recording in {"traced": otherwise, "as shipped": recorded(STACK)}.items()
    }
    assert names == {"traced": ["api", "collector"], "as shipped": ["api"]}


@pytest.mark.parametrize(
    ("stack", "instances", "gateways", "days"),
    [(STACK, 2, 2, 35), ("migration-api-staging", 2, 1, 7), ("migration-api-development", 1, 1, 7)],
)
def test_only_production_has_all_of_it(stack: str, instances: int, gateways: int, days: int) -> None:
    recording = recorded(stack)
    assert len(recording.of("aws:rds/clusterInstance:ClusterInstance")) == instances
    assert len(recording.of("aws:ec2/natGateway:NatGateway")) == gateways
    cluster = only(recording, CLUSTER)
    assert (cluster.inputs["backupRetentionPeriod"], cluster.protect) == (days, stack == STACK)
    assert cluster.inputs["iamDatabaseAuthenticationEnabled"]


def test_development_sleeps_once_it_runs() -> None:
    schedule = {one.name: one.inputs for one in recorded("migration-api-development", Mode.APPLIED, PUT).of(SCHEDULED)}
    capacities = {name: one["scalableTargetAction"]["maxCapacity"] for name, one in schedule.items()}
    assert sorted(capacities.values()) == [0, 2]
    assert {one["timezone"] for one in schedule.values()} == {"America/New_York"}
    assert recorded(STACK).of(SCHEDULED) == []
