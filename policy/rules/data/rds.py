"""Relational databases: encrypted, private, backed up, reached over TLS, hard to lose."""

from policy.knowledge.database_engines import (
    ENGINES,
    MULTI_AZ_CLUSTERS,
    RESTORED,
    SOURCE,
    is_abroad,
    is_custom,
    is_reserved,
    is_restored,
    is_serverless_v1,
)
from policy.model import kinds
from policy.model.aws_defaults import ENCRYPTED_CLUSTERS
from policy.model.expectations import (
    at_most_undecided,
    must_be_at_least,
    must_be_off,
    must_be_on,
    must_have_customer_key,
    unless_unknown,
)
from policy.model.graph import Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule
from policy.model.values import UNKNOWN, has_unknown, is_absent, items, text

_DATABASES = (kinds.DB_INSTANCE, kinds.DB_CLUSTER)
# A cluster that copies another is encrypted as that one is.
_JOINED = ("globalClusterIdentifier", "replicationSourceIdentifier")
_SNAPSHOTS = (kinds.DB_SNAPSHOT, kinds.DB_SNAPSHOT_COPY, kinds.DB_CLUSTER_SNAPSHOT, kinds.DB_CLUSTER_SNAPSHOT_COPY)
_EVERYONE = "all"
_MEMBERS = (kinds.DB_INSTANCE, kinds.DB_CLUSTER_INSTANCE)


@resource_rule(
    About(
        name="rds-encrypted-with-customer-key",
        title="Database storage and performance data are encrypted with a customer key",
        severity="critical",
        why="Without a key of your own, whoever obtains the volume, a snapshot or the query texts reads them, and nobody can "
        "revoke access; encryption cannot be switched on later without replacing the database.",
        fix="Set `storage_encrypted=True` and `kms_key_id` to an `aws.kms.Key`; with `performance_insights_enabled=True` "
        "also `performance_insights_kms_key_id`.",
        references=("AWS-FSBP RDS.3", "AWS-FSBP RDS.27", "CIS-AWS-3.0 2.3.1", "NIST-800-53 SC-28(1)"),
        preview="the switches themselves; a key by being named",
        passes="storage_encrypted=True, kms_key_id=key.arn",
        fails="storage_encrypted=True",
    ),
    *_DATABASES,
    kinds.DB_CLUSTER_INSTANCE,
)
def encrypted(database: Resource, _: Config) -> Findings:
    """A member of a cluster and a replica in the same region share the storage key of what they belong to."""
    if database.type != kinds.DB_CLUSTER_INSTANCE:
        yield from _replica(database) if not is_absent(database.get(SOURCE)) else _storage(database)
    insights = database.get("performanceInsightsEnabled")
    if insights is UNKNOWN:
        if is_absent(database.get("performanceInsightsKmsKeyId")):
            yield Undecided(database, "performanceInsightsEnabled")
    elif insights not in (None, False):
        yield from must_have_customer_key(database, "performanceInsightsKmsKeyId")


def _replica(database: Resource) -> Findings:
    """Across regions a key says that it is encrypted; the switch is ignored there. In its own region a replica names its source by
    ARN where it has a subnet group of its own (provider, rds.Instance).
    """
    abroad = is_abroad(database)
    is_unsure = abroad is UNKNOWN and (database.get(SOURCE) is UNKNOWN or not is_absent(database.get("dbSubnetGroupName")))
    found = must_have_customer_key(database, "kmsKeyId") if abroad is not False else iter(())
    yield from at_most_undecided(found, Undecided(database, SOURCE)) if is_unsure else found


def _storage(database: Resource) -> Findings:
    """What is restored is encrypted as it was; a key for the cluster that is restored to encrypts that in any case."""
    switch, key = "storageEncrypted", "kmsKeyId"
    is_unsaid = is_absent(database.get(switch))
    has_key = database.type == kinds.DB_CLUSTER and is_restored(database) and not is_absent(database.get(key))
    if not (is_unsaid and (has_key or _is_encrypted_by_itself(database))):
        found = must_be_on(database, switch)
        yield from unless_unknown(_as_restored(database, switch, found), database, *(("engine", "engineMode") if is_unsaid else ()))
    yield from _as_restored(database, key, must_have_customer_key(database, key))


def _is_encrypted_by_itself(database: Resource) -> bool:
    """Whether RDS encrypts what says nothing: RDS Custom, under a key that has to be named, Aurora Serverless v1, and any Aurora
    that is not made from something older.
    """
    is_aurora = database.type == kinds.DB_CLUSTER and text(database.get("engine")).startswith(ENCRYPTED_CLUSTERS)
    is_own = not is_restored(database) and all(is_absent(database.get(path)) for path in _JOINED)
    return is_custom(database) or is_serverless_v1(database) or (is_aurora and is_own)


def _as_restored(database: Resource, path: str, found: Findings) -> Findings:
    """Findings about a property that, where nothing is said, is as it was in what a database is restored from."""
    if is_restored(database) and is_absent(database.get(path)):
        return at_most_undecided(found, Undecided(database, next(one for one in RESTORED if not is_absent(database.get(one)))))
    return found


@resource_rule(
    About(
        name="rds-not-public",
        title="Databases have no public address, and their snapshots are nobody else's",
        severity="critical",
        why="A public address leaves one security-group mistake between the database and the internet; a public snapshot is "
        "restored by any account, with all that is in it.",
        fix="Set `publicly_accessible=False`, or leave it out; name accounts in a snapshot's `shared_accounts`, never `all`.",
        references=("AWS-FSBP RDS.1", "AWS-FSBP RDS.2", "CIS-AWS-3.0 2.3.3", "NIST-800-53 AC-3", "NIST-800-53 SC-7"),
        preview="the switch and the accounts themselves",
        passes="publicly_accessible=False",
        fails="publicly_accessible=True",
    ),
    *_MEMBERS,
    kinds.DB_CLUSTER,
    *_SNAPSHOTS,
)
def private(database: Resource, _: Config) -> Findings:
    """An absent switch is sent as false for instances. A Multi-AZ cluster without subnets of its own is public (provider,
    rds.Cluster); one of Aurora has no switch.
    """
    switch = "publiclyAccessible"
    if database.type == kinds.DB_CLUSTER and is_absent(database.get(switch)):
        if text(database.get("dbSubnetGroupName")) in ("", "default") and database.get("dbSubnetGroupName") is not UNKNOWN:
            found = iter([Violation(database, f"`{switch}` is not set, nor a subnet group, so it is public.")])
            if text(database.get("engine")) in (*MULTI_AZ_CLUSTERS, ""):
                yield from unless_unknown(found, database, "engine")
        return
    if database.type not in _SNAPSHOTS:
        yield from must_be_off(database, switch)
        return
    accounts = database.get("sharedAccounts")
    if _EVERYONE in map(text, items(accounts)):
        yield Violation(database, f"`sharedAccounts` names `{_EVERYONE}`: anyone may restore it.")
    elif has_unknown(accounts):
        yield Undecided(database, "sharedAccounts")


@resource_rule(
    About(
        name="rds-backups-kept",
        title="Databases keep automated backups long enough",
        severity="critical",
        why="A corruption noticed after the last backup has expired cannot be undone; AWS keeps none for an instance and one "
        "day for a cluster unless told otherwise.",
        fix="Set `backup_retention_period` to `minDays` (7) or more.",
        references=("AWS-FSBP RDS.11", "NIST-800-53 CP-9", "NIST-800-53 CP-10"),
        preview="the number itself",
        passes="backup_retention_period=7",
        fails="backup_retention_period=1",
        settings={"minDays": Setting(default=7, description="Days of automated backups that a database has to keep")},
    ),
    *_DATABASES,
)
def backed_up(database: Resource, config: Config) -> Findings:
    """Replicas are made again from their source, whose backups count. A restored instance keeps backups as long as before."""
    path = "backupRetentionPeriod"
    if is_absent(database.get(SOURCE)):
        found = must_be_at_least(database, path, config.number("minDays"))
        yield from _as_restored(database, path, found) if database.type == kinds.DB_INSTANCE else found


@resource_rule(
    About(
        name="rds-maintained-and-logged",
        title="Databases take minor upgrades and export their logs",
        severity="high",
        why="Security fixes wait for somebody to remember them, and after an incident there is no record of who connected.",
        fix="Leave `auto_minor_version_upgrade` on and set `enabled_cloudwatch_logs_exports`, "
        'for PostgreSQL `["postgresql", "upgrade"]` (a cluster: `["postgresql"]`).',
        references=("AWS-FSBP RDS.13", "AWS-FSBP RDS.9", "CIS-AWS-3.0 2.3.2", "NIST-800-53 SI-2", "NIST-800-53 AU-2"),
        preview="the values themselves",
        passes='enabled_cloudwatch_logs_exports=["postgresql", "upgrade"]',
        fails="auto_minor_version_upgrade=False",
    ),
    *_DATABASES,
    kinds.DB_CLUSTER_INSTANCE,
)
def maintained(database: Resource, _: Config) -> Findings:
    """Upgrades are a switch of instances and of clusters, logs one of whatever stands alone or leads.

    RDS Custom takes neither, and a cluster of Aurora Serverless v1 upgrades and exports its logs by itself.
    """
    if is_custom(database) or is_serverless_v1(database):
        return
    yield from unless_unknown(must_be_on(database, "autoMinorVersionUpgrade"), database, "engine", "engineMode")
    if database.type in _DATABASES:
        yield from unless_unknown(_exports(database), database, "engine", "engineMode")


def _exports(database: Resource) -> Findings:
    exports = database.get("enabledCloudwatchLogsExports")
    if exports is UNKNOWN:
        yield Undecided(database, "enabledCloudwatchLogsExports")
    elif not any(name is UNKNOWN or text(name) for name in items(exports)):
        yield Violation(database, "`enabledCloudwatchLogsExports` names no log.")


@resource_rule(
    About(
        name="rds-username-not-reserved",
        title="The master user has a name the engine accepts",
        severity="high",
        why="The engine keeps some names to itself: creation fails after minutes, in the middle of a deployment.",
        fix="Set `username` (cluster: `master_username`) to a name of your own, such as `app`.",
        references=("AWS-FSBP RDS.24", "AWS-FSBP RDS.25", "NIST-800-53 CM-2"),
        preview="name and engine themselves",
        passes='username="app"',
        fails='username="admin"',
    ),
    *_DATABASES,
)
def username(database: Resource, _: Config) -> Findings:
    """What is reserved depends on the engine: `admin` is the usual name on MySQL and refused by PostgreSQL."""
    path = "username" if database.type == kinds.DB_INSTANCE else "masterUsername"
    name = database.get(path)
    if name is UNKNOWN:
        yield Undecided(database, path)
        return
    engine = database.get("engine")
    lowered = text(name).lower()
    if is_reserved(lowered, text(engine)):
        yield Violation(database, f"`{path}` is `{lowered}`, which the engine reserves.")
    elif engine is UNKNOWN and any(is_reserved(lowered, one) for one in ENGINES):
        yield Undecided(database, "engine")


RULES: tuple[Rule, ...] = (encrypted, private, backed_up, maintained, username)
