"""Who opens a connection to what, in each system: every security group there is, and nothing else may come or go."""

from collections.abc import Mapping

import pytest

from offline.simulation.runner import Mode
from tests import reading
from tests.shipped import recorded

Ends = set[tuple[str, int]]
ANYONE: Ends = {("0.0.0.0/0", 80), ("0.0.0.0/0", 443)}
INTERNET = ("0.0.0.0/0", 443)
"""AWS's endpoints, and whatever the application calls: without it no task could so much as log (the guides forgot it)."""


def tasks(port: int, *names: str) -> Ends:
    return {(f"{name}-group", port) for name in names}


SOURCES: Mapping[str, Mapping[str, Ends]] = {
    "default-rate-production": {
        "alb": {("203.0.113.0/24", 80), ("203.0.113.0/24", 443)},
        "api": tasks(8000, "alb"),
        "database": tasks(5432, "api", "worker", "migrate"),
        "broker": tasks(6379, "api", "worker", "beat"),
        "worker": set(),
        "beat": set(),
        "migrate": set(),
    },
    # MLflow knows no sign-in, so the balancer does not reach it.
    "ml-cicd-production": {
        "alb": ANYONE,
        "ml-model-service": tasks(8000, "alb"),
        "mlflow": tasks(5000, "ml-model-service"),
        "database": tasks(5432, "mlflow", "upgrade-registry"),
        "upgrade-registry": set(),
    },
    "migration-api-production": {
        "alb": ANYONE,
        "api": tasks(8000, "alb"),
        "database": tasks(5432, "api", "migrate", "analyze"),
        "migrate": set(),
        "analyze": set(),
    },
    # The guide let the whole network reach the api.
    "fraud-detector-production": {
        "alb": ANYONE,
        "api": tasks(8080, "alb"),
        "ml-service": tasks(8000, "api", "worker"),
        "database": tasks(5432, "api", "worker", "migrate", "vacuum"),
        "cache": tasks(6379, "api", "worker"),
        "network-endpoints": tasks(443, "api", "worker", "ml-service", "migrate", "vacuum", "back-up-models"),
        "worker": set(),
        "migrate": set(),
        "vacuum": set(),
        "back-up-models": set(),
    },
}
DESTINATIONS: Mapping[str, Mapping[str, Ends]] = {
    "default-rate-production": {
        "alb": tasks(8000, "api"),
        "api": {INTERNET, *tasks(5432, "database"), *tasks(6379, "broker")},
        "worker": {INTERNET, *tasks(5432, "database"), *tasks(6379, "broker")},
        "beat": {INTERNET, *tasks(6379, "broker")},
        "migrate": {INTERNET, *tasks(5432, "database")},
        "database": set(),
        "broker": set(),
    },
    "ml-cicd-production": {
        "alb": tasks(8000, "ml-model-service"),
        "ml-model-service": {INTERNET, *tasks(5000, "mlflow")},
        "mlflow": {INTERNET, *tasks(5432, "database")},
        "upgrade-registry": {INTERNET, *tasks(5432, "database")},
        "database": set(),
    },
    "migration-api-production": {
        "alb": tasks(8000, "api"),
        "api": {INTERNET, *tasks(5432, "database")},
        "migrate": {INTERNET, *tasks(5432, "database")},
        "analyze": {INTERNET, *tasks(5432, "database")},
        "database": set(),
    },
    # The guide's api could reach 443 alone: no database, no cache, no model.
    "fraud-detector-production": {
        "alb": tasks(8080, "api"),
        **{
            name: {
                INTERNET,
                ("network-endpoints", 443),
                *tasks(5432, "database"),
                *tasks(6379, "cache"),
                *tasks(8000, "ml-service"),
            }
            for name in ("api", "worker")
        },
        "ml-service": {INTERNET, ("network-endpoints", 443)},
        "migrate": {INTERNET, ("network-endpoints", 443), *tasks(5432, "database")},
        "vacuum": {INTERNET, ("network-endpoints", 443), *tasks(5432, "database")},
        "back-up-models": {INTERNET, ("network-endpoints", 443)},
        "database": set(),
        "cache": set(),
        "network-endpoints": set(),
    },
}


@pytest.mark.parametrize("stack", SOURCES)
def test_who_may_come_and_where_it_may_go(stack: str) -> None:
    applied = recorded(stack, Mode.APPLIED)
    groups = {one.name: one.name.removesuffix("-group") for one in applied.of("aws:ec2/securityGroup:SecurityGroup")}
    assert {group: reading.sources_of(applied, name) for name, group in groups.items()} == SOURCES[stack]
    assert {group: reading.destinations_of(applied, name) for name, group in groups.items()} == DESTINATIONS[stack]
