"""Versions and classes of what keeps data, the region of the copies, models."""

from collections.abc import Iterator
from typing import Any

from ops.aws import account, bedrock, elasticache, kafka, rds
from ops.checks.finding import Finding
from ops.run import Run
from stack.settings import SystemSettings


def database(run: Run, _: SystemSettings) -> Iterator[Finding]:
    """Version and class of the database."""
    block = run.file.values.get("database")
    if not isinstance(block, dict):
        return
    engine = "postgres" if "storage_gb" in block else "aurora-postgresql"
    version, instance_class = str(block.get("engine_version", "")), str(block.get("instance_class", ""))
    versions = rds.engine_versions(run.aws, engine, version)
    told = f"{engine} {version} is {', '.join(versions[-3:]) or 'not there'}"
    yield Finding("database.engine_version", bool(versions), told, f"aws rds describe-db-engine-versions --engine {engine}")
    if instance_class:
        can = rds.orderable(run.aws, engine, instance_class)
        told = f"{instance_class} can {'' if can else 'not '}be had for {engine}"
        yield Finding("database.instance_class", can, told, "name another class, or another region")


def caches(run: Run, _: SystemSettings) -> Iterator[Finding]:
    """The versions of caches; a broker is one."""
    for key in ("cache", "broker"):
        block = run.file.values.get(key)
        if isinstance(block, dict):
            engine, version = str(block.get("engine", "redis")), str(block.get("engine_version", ""))
            there = elasticache.engine_versions(run.aws, engine, version)
            told = f"{engine} {version} is {'there' if there else 'not there'}"
            fix = f"aws elasticache describe-cache-engine-versions --engine {engine}"
            yield Finding(f"{key}.engine_version", bool(there), told, fix)


def stream(run: Run, _: SystemSettings) -> Iterator[Finding]:
    """The version of Kafka."""
    block = run.file.values.get("stream")
    if isinstance(block, dict):
        version, there = str(block.get("kafka_version", "")), kafka.active_versions(run.aws)
        told = f"Kafka {version} is {'' if version in there else 'not '}offered"
        yield Finding("stream.kafka_version", version in there, told, f"name one of {', '.join(there)}")


def recovery(run: Run, settings: SystemSettings) -> Iterator[Finding]:
    """The region that keeps the copies."""
    if settings.recovery is None:
        return
    region = settings.recovery.region
    on = account.region_is_on(run.aws, region)
    yield Finding(
        "recovery.region", on, f"{region} is {'on' if on else 'off'}", f"aws account enable-region --region-name {region}"
    )
    if on:
        takes = rds.backs_up_to(run.aws, run.aws.region, region=region)
        told = f"{region} {'takes' if takes else 'does not take'} backups of databases in {run.aws.region}"
        yield Finding("recovery.region", takes, told, "choose another region: Amazon RDS guide, replicated backups")


def models(run: Run, _: SystemSettings) -> Iterator[Finding]:
    """Access to models, and where profiles send requests."""
    block = run.file.values.get("models")
    if not isinstance(block, dict):
        return
    profiles: list[dict[str, Any]] = block.get("inference_profiles", [])
    for model in (*block.get("model_ids", []), *(one["model_id"] for one in profiles)):
        may = bedrock.model_is_available(run.aws, str(model), profile=model not in block.get("model_ids", []))
        told = f"{model} may {'' if may else 'not '}be used"
        yield Finding("models", may, told, "ask for access to the model in the console of Bedrock, once for the account")
    for profile in profiles:
        regions, named = bedrock.profile_regions(run.aws, str(profile["id"])), set(profile["regions"])
        told = f"{profile['id']} sends requests to {', '.join(sorted(regions)) or 'nowhere: it is not active'}"
        yield Finding("models", regions == named, told, "name these regions, if requests may go to each of them")
