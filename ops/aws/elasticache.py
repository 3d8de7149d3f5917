"""Amazon ElastiCache."""

from ops.aws.client import Aws


def engine_versions(aws: Aws, engine: str, version: str) -> list[str]:
    """Return the versions of an engine of this number that can be had."""
    found = aws.pages(
        "elasticache",
        "describe_cache_engine_versions",
        "CacheEngineVersions",
        f"{engine} {version}",
        Engine=engine,
        EngineVersion=version,
    )
    return [one["EngineVersion"] for one in found]
