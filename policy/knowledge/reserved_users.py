"""Master users that RDS refuses, by engine: creation fails after minutes (RDS user guide, each engine's "Master user account").

Names of the service are refused by all. What else is reserved is the engine's own: `admin` is the usual name on MySQL, SQL Server
and Oracle, and refused by PostgreSQL alone.
"""

from collections.abc import Mapping
from typing import Final

from naming.postgres import is_reserved_user

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
