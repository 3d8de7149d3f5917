"""Instance types that the settings accept are types that AWS offers."""

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

from stack.settings.instances import CACHE_TYPES, DATABASE_CLASSES

EXTENSIONS = resources.files("cfnlint") / "data" / "schemas" / "extensions"


def listed(value: Any, prefix: str) -> Iterator[str]:
    """Every word of a list of words with a prefix, wherever the list is."""
    if isinstance(value, dict):
        yield from (word for word in value.get("enum", ()) if isinstance(word, str) and word.startswith(prefix))
        for inner in value.values():
            yield from listed(inner, prefix)
    elif isinstance(value, list):
        for inner in value:
            yield from listed(inner, prefix)


def postgres(major: str) -> set[str]:
    """The classes of an instance of PostgreSQL of a major version; minor versions of Aurora alone are not among them."""
    rules = json.loads((EXTENSIONS / "aws_rds_dbinstance" / "db_instance_class.json").read_text())["allOf"]
    offered = [
        set(rule["then"]["properties"]["DBInstanceClass"]["enum"])
        for rule in rules
        if rule["if"]["properties"]["Engine"].get("const") == "postgres"
        and rule["if"]["properties"]["EngineVersion"]["pattern"].startswith(f"^({major}\\.")
    ]
    return max(offered, key=len)


def test_databases_take_the_classes_in_each_major_version() -> None:
    for major in ("16", "17", "18"):
        assert set(DATABASE_CLASSES) - postgres(major) == set(), major


def test_caches_take_the_types() -> None:
    offered = json.loads((EXTENSIONS / "aws_elasticache_cachecluster" / "cachenodetype_enum.json").read_text())["us-east-1"]
    assert set(CACHE_TYPES) - set(listed(offered, "cache.")) == set()


def test_a_class_is_listed_once() -> None:
    assert len(set(DATABASE_CLASSES)) == len(DATABASE_CLASSES)
    assert len(set(CACHE_TYPES)) == len(CACHE_TYPES)
