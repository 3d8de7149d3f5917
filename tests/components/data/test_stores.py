"""Databases and caches speak TLS, keep their secret in one place and hand out one way in."""

import json
from typing import Any

import pytest

from components.base.access import Access
from components.base.tier import Tier
from components.data.cache import Cache
from components.data.rds import Database
from components.network.placement import Placement
from offline.simulation.runner import Recording, plain
from stack.settings import CacheSettings, DatabaseSettings
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
