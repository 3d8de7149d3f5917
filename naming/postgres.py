"""Names that PostgreSQL, or RDS for it, keeps for itself: refused as the master user's, the words as a database's too."""

from typing import Final

# Reserved key words, those that may be function or type names included (PostgreSQL 17 documentation, appendix C).
_KEY_WORDS = (
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column "
    "concurrently constraint create cross current_catalog current_date current_role current_schema current_time "
    "current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from "
    "full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime "
    "localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right "
    "select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using "
    "variadic verbose when where window with"
)
RESERVED_WORDS: Final = frozenset(_KEY_WORDS.split())
# Roles and databases RDS makes (Amazon RDS guide, "Common DBA tasks for RDS for PostgreSQL"), and a name it refuses.
RESERVED_USERS: Final = frozenset(
    {"admin", "rds_password", "rds_replication", "rds_superuser", "rdsadmin", "rdsrepladmin", "rdstopmgr"}
)
RESERVED_DATABASES: Final = frozenset({"postgres", "rdsadmin", "template0", "template1"})
RESERVED_PREFIX: Final = "pg_"
"""Of roles (PostgreSQL documentation, "CREATE ROLE")."""


def is_reserved_user(name: str) -> bool:
    """Whether RDS for PostgreSQL refuses a master user of this name, in whatever case it is written."""
    lowered = name.lower()
    return lowered in RESERVED_WORDS | RESERVED_USERS or lowered.startswith(RESERVED_PREFIX)


def is_reserved_database(name: str) -> bool:
    """Whether RDS for PostgreSQL refuses a database of this name."""
    return name.lower() in RESERVED_WORDS | RESERVED_DATABASES
