"""What exists before what in the engine, because AWS would refuse it otherwise."""

import pytest

from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.shipped import recorded
from tests.systems.pre_delinquency_engine.engine import SERVICES


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("api-service", "api-rule"),
        ("api-service", "alb-https"),
        ("api-service", "database-secret-version"),
        ("api-service", "api-execution-permissions-created"),
        ("api-service", "api-task-permissions"),
        ("api-service", "api-to-database"),
        ("api-service", "database-from-api"),
        ("api-service", "api-from-alb"),
        ("api-service", "cluster-capacity"),
        ("api-definition", "api-logs"),
        ("alb-load-balancer", "alb-logs-policy"),
        ("alb-load-balancer", "alb-logs-encryption"),
        ("alb-https", "alb-certificate-issued"),
        ("database-instance", "database-postgresql-logs"),
        ("database-instance", "database-upgrade-logs"),
        ("cluster-cluster", "cluster-insights"),
        ("network-flow-log", "network-flow-logs-permissions"),
        ("models-policy", "models-public-access"),
        ("models-lifecycle", "models-versioning"),
        ("migrate-machine", "migrate-runner-permissions"),
        ("migrate-machine", "database-from-migrate"),
        ("api-cpu-alarm", "alerts-policy"),
        ("api-service", "api-errors-alarm"),
        ("api-service", "stream-predictions-stream"),
        ("dashboard-service", "api-service"),
        ("feature-processor-service", "api-service"),
        ("feature-processor-service", "stream-transactions-stream"),
        ("feature-processor-service", "api-from-feature-processor"),
        ("watch-errors", "api-logs"),
        ("stream-transactions-stream", "stream-cluster"),
        ("stream-cluster", "stream-logs"),
        ("cache-replicas", "cache-slow-logs"),
        ("intervention-worker-definition", "interventions-audit"),
        ("dashboard-service", "dashboard-rule"),
        ("dashboard-service", "alb-https"),
        ("migrate-machine", "migrate-executions"),
        ("migrate-definition", "migrate-logs"),
        ("firewall-logging", "firewall-logs"),
        ("api-service", "api-targets-b"),
        ("api-service", "api-deployment-permissions"),
        ("api-service", "api-deployment-permissions-created"),
    ],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_what_must_exist_first_does(later: str, earlier: str, mode: Mode) -> None:
    assert reading.waits_for(recorded("production", mode), later, earlier)


def test_flow_logs_have_their_group_first(production: Recording) -> None:
    group = production.named("network-flow-logs", "aws:cloudwatch/logGroup:LogGroup")
    assert group.urn in production.named("network-flow-log").dependencies


@pytest.mark.parametrize("mode", list(Mode))
def test_the_service_waits_for_nat_routes(mode: Mode) -> None:
    """A task that starts before its route out cannot pull its image."""
    recording = recorded("production", mode)
    (vpc,) = recording.of("awsx:ec2:Vpc")
    assert vpc.urn in recording.named("api-service").dependencies


@pytest.mark.parametrize("service", SERVICES)
def test_the_migration_does_not_depend_on_services(production: Recording, service: str) -> None:
    for part in ("migrate-definition", "migrate-machine"):
        assert not reading.waits_for(production, part, f"{service}-service")
