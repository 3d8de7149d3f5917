"""Databases and caches speak TLS, keep their secret in one place and hand out one way in."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.base.access import Access
from components.base.tier import Tier
from components.data.cache import Cache
from components.data.rds import Database
from components.network.placement import Placement
from offline.simulation.runner import Recording, plain
from stack.settings import CacheAlarms, CacheSettings, DatabaseAlarms, DatabaseSettings
from stack.site import Site
from tests.components.declaring import declared, site

DATABASE = DatabaseSettings(
    engine_version="17",
    instance_class="db.t4g.micro",
    storage_gb=20,
    max_storage_gb=20,
    multi_az=False,
    backup_retention_days=7,
    backup_window="03:00-04:00",
    maintenance_window="mon:04:00-mon:05:00",
    database_name="weather",
    username="app",
)
CACHE = CacheSettings(
    engine_version="7.1",
    node_type="cache.t4g.micro",
    nodes=1,
    multi_az=False,
    snapshot_retention_days=1,
    snapshot_window="03:00-04:00",
    maintenance_window="mon:04:00-mon:05:00",
)


def database(placement: Placement) -> Tier:
    return Database("database", placement, settings=DATABASE)


def cache(placement: Placement) -> Tier:
    return Cache("cache", placement, settings=CACHE)


def given(build: Any, where: Site | None = None) -> tuple[Recording, Tier, Access]:
    tiers: list[Tier] = []
    recording = declared(lambda placement: tiers.append(build(placement)), where)
    tier: Any = tiers[0]
    return recording, tier, tier.access()


@pytest.mark.parametrize(
    ("build", "variable", "port", "scheme"),
    [(database, "DATABASE_URL", 5432, "postgresql://"), (cache, "REDIS_URL", 6379, "rediss://")],
)
def test_access_is_one_port_and_one_secret(build: Any, variable: str, port: int, scheme: str) -> None:
    recording, tier, access = given(build)
    assert [opening.port for opening in access.openings] == [port]
    assert (set(access.secrets), access.statements, dict(access.environment)) == ({variable}, (), {})
    assert access.secrets[variable].json_key == "url"
    values = json.loads(plain(recording.named(f"{tier.logical_name}-secret-version").inputs["secretString"]))
    assert values["url"].startswith(scheme)
    assert tier.secret_arn is not None


@pytest.mark.parametrize("build", [database, cache])
def test_what_protection_changes(build: Any) -> None:
    for protect in (True, False):
        recording, tier, _ = given(build, site(protect=protect))
        kind = {"database": "database-instance", "cache": "cache-replicas"}[tier.logical_name]
        store = recording.named(kind)
        assert store.protect is protect
        assert ("finalSnapshotIdentifier" in store.inputs) is protect
        assert store.inputs["applyImmediately"] is not protect


def test_only_a_database_is_backed_up_and_kept_elsewhere() -> None:
    _, tier, _ = given(database)
    assert (tier.backup_arn is not None, dict(tier.recovery)) == (True, {})
    recording, tier, _ = given(database, site(recovery_region="us-west-2"))
    assert set(tier.recovery) == {"backups_arn", "kms_key_arn", "secret_arn"}
    assert recording.named("database-backups-copy").inputs["region"] == "us-west-2"
    _, tier, _ = given(cache, site(recovery_region="us-west-2"))
    assert (tier.backup_arn, dict(tier.recovery)) == (None, {})


def test_a_cache_watches_each_of_its_nodes() -> None:
    _, tier, _ = given(lambda placement: Cache("cache", placement, settings=CACHE))
    assert [signal.name for signal in tier.signals] == ["cache-memory-001", "cache-evictions-001"]


@pytest.mark.parametrize(
    ("engine", "version", "family"), [("redis", "7.1", "redis7"), ("valkey", "7.2", "valkey7"), ("valkey", "8.1", "valkey8")]
)
def test_parameters_fit_the_engine(engine: Any, version: str, family: str) -> None:
    settings = replace(CACHE, engine=engine, engine_version=version)
    recording, _, access = given(lambda placement: Cache("cache", placement, settings=settings))
    group, parameters = recording.named("cache-replicas").inputs, recording.named("cache-parameters").inputs
    assert (group["engine"], group["engineVersion"], parameters["family"]) == (engine, version, family)
    assert "parameters" not in parameters
    assert set(access.secrets) == {"REDIS_URL"}


def test_a_broker_refuses_rather_than_forgets() -> None:
    settings = replace(CACHE, eviction="noeviction")
    recording, tier, _ = given(lambda placement: Cache("broker", placement, settings=settings))
    assert recording.named("broker-parameters").inputs["parameters"] == [{"name": "maxmemory-policy", "value": "noeviction"}]
    assert "at 100 % it refuses writes" in tier.signals[0].meaning


def test_alarms_begin_where_the_settings_say() -> None:
    data = replace(DATABASE, alarms=DatabaseAlarms(cpu_percent=50, free_storage_gb=9, connections=20))
    _, tier, _ = given(lambda placement: Database("database", placement, settings=data))
    assert [signal.threshold for signal in tier.signals if signal.threshold is not None] == [50, 9 * 1024**3, 20]
    kept = replace(CACHE, alarms=CacheAlarms(memory_percent=51, evictions=52))
    _, tier, _ = given(lambda placement: Cache("cache", placement, settings=kept))
    assert [signal.threshold for signal in tier.signals] == [51, 52]
    assert "51 %" in tier.signals[0].meaning
