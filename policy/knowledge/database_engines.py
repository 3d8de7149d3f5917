"""What the engines of RDS can do and cannot (RDS user guide, each engine's chapter; "Working with RDS Custom").

Master users that RDS refuses, by engine: creation fails after minutes ("Master user account").

Names of the service are refused by all. What else is reserved is the engine's own: `admin` is the usual name on MySQL, SQL Server
and Oracle, and refused by PostgreSQL alone.
"""

import re
from collections.abc import Mapping
from typing import Final

from naming.postgres import is_reserved_user
from policy.knowledge.paths import given
from policy.model.graph import Resource
from policy.model.values import UNKNOWN, Unknown, is_absent, text

_SERVICE: Final = frozenset({"rdsadmin", "rdsrepladmin", "rds_password", "rds_replication", "rds_superuser"})
_BY_ENGINE: Final[Mapping[str, frozenset[str]]] = {
    "mysql": frozenset({"mysql.sys", "mysql.session", "mysql.infoschema", "rds_superuser_role"}),
    "mariadb": frozenset({"mariadb.sys", "mysql.sys"}),
    "oracle": frozenset({"sys", "system", "public", "dbsnmp", "outln", "xdb"}),
    "sqlserver": frozenset({"sa", "public", "dbo", "guest", "sys", "information_schema"}),
    "db2": frozenset({"rdsdb", "public", "sysadm", "sysibm"}),
}
ENGINES: Final = ("postgres", *_BY_ENGINE)


def is_reserved(name: str, engine: str) -> bool:
    """Whether RDS refuses a master user of this lower-case name for an engine, such as `aurora-postgresql` or `sqlserver-se`."""
    if name in _SERVICE or ("postgres" in engine and is_reserved_user(name)):
        return True
    return any(word in engine and name in names for word, names in _BY_ENGINE.items())


MULTI_AZ_CLUSTERS: Final = ("mysql", "postgres")
"""Engines of clusters that are no Aurora's ("Multi-AZ DB cluster deployments")."""
WITHOUT_STANDBY: Final = ("sqlserver-ex", "sqlserver-web")
"""Editions without Multi-AZ ("Multi-AZ deployments for RDS for Microsoft SQL Server")."""
_WITH_TOKENS: Final = ("postgres", "mysql", "mariadb")
_MARIADB_TOKENS: Final = (10, 6)


def is_custom(database: Resource) -> bool:
    """Whether it is RDS Custom: no minor upgrades by itself, no exported logs, no deletion protection, no enhanced monitoring."""
    return text(database.get("engine")).startswith("custom-")


def has_tokens(engine: str, version: str, mode: str) -> bool:
    """Whether identities can sign in with a token; a version that is not named has what is made today."""
    parts = tuple(int(part) for part in version.split(".") if part.isdecimal())
    is_old = engine == "mariadb" and bool(parts) and parts < _MARIADB_TOKENS
    return mode != "serverless" and not is_old and any(word in engine for word in _WITH_TOKENS)


SOURCE: Final = "replicateSourceDb"
"""What an instance replicates: an identifier in its own region, an ARN in its own or another."""
RESTORED: Final = ("snapshotIdentifier", "restoreToPointInTime")
"""What a database is made from: encryption, backups and version are then as they were, where nothing else is said."""
_ARN: Final = re.compile(r"^arn:[^:]*:rds:(?P<region>[^:]+):")
_ZONE_SUFFIX: Final = re.compile(r"[a-z]$")


def is_restored(database: Resource) -> bool:
    """Whether it is made from a snapshot or from another database's backups."""
    return any(not is_absent(database.get(path)) for path in RESTORED)


def is_abroad(database: Resource, *sources: Resource) -> bool | Unknown:
    """Whether a replica's source is in another region: then it is named by its ARN, which may be done in the same one as well.

    Args:
        database: The replica.
        sources: What it replicates, where that is known; its own ARN counts as well.
    """
    named = database.get(SOURCE)
    if named is not UNKNOWN and not text(named).startswith("arn:"):
        return False
    if given(database, "region") is UNKNOWN:
        return UNKNOWN
    zone = _ZONE_SUFFIX.sub("", text(database.get("availabilityZone")))
    own = region_of(database.get("arn")) or text(database.get("region")) or zone
    others = [region for region in (region_of(named), *(region_of(one.get("arn")) for one in sources)) if region]
    return own != others[0] if own and others else UNKNOWN


def is_serverless_v1(database: Resource) -> bool:
    """Whether it is a cluster of Aurora Serverless v1, which is always encrypted and exports its logs by itself."""
    return text(database.get("engineMode")) == "serverless"


def region_of(arn: object) -> str:
    """The region in the ARN of a database; nothing for anything else."""
    found = _ARN.match(text(arn))
    return found["region"] if found else ""
