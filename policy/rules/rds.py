"""Relational databases: encrypted, private, backed up, reached over TLS, hard to lose."""

from collections.abc import Mapping
from itertools import chain

from policy import kinds
from policy.expectations import must_be_at_least, must_be_off, must_be_on, must_have_customer_key, unless_unknown
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.values import UNKNOWN, each_object, is_absent, items, number, shown, text

_DATABASES = (kinds.DB_INSTANCE, kinds.DB_CLUSTER)
_MEMBERS = (kinds.DB_INSTANCE, kinds.DB_CLUSTER_INSTANCE)

_PARAMETER_GROUPS = {
    kinds.DB_INSTANCE: ("parameterGroupName", kinds.DB_PARAMETERS),
    kinds.DB_CLUSTER: ("dbClusterParameterGroupName", kinds.DB_CLUSTER_PARAMETERS),
}

_RESERVED = frozenset({"rdsadmin", "rdsrepladmin", "rds_password", "rds_replication", "rds_superuser"})
_RESERVED_BY_POSTGRES = frozenset({"admin"})


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
    ),
    *_DATABASES,
    kinds.DB_CLUSTER_INSTANCE,
)
def encrypted(database: Resource, _: Config) -> Findings:
    """A member of a cluster and a replica in the same region share the storage key of what they belong to."""
    if database.type != kinds.DB_CLUSTER_INSTANCE and not _is_local_replica(database):
        own = chain(must_be_on(database, "storageEncrypted"), must_have_customer_key(database, "kmsKeyId"))
        yield from unless_unknown(own, database, "replicateSourceDb")
    insights = database.get("performanceInsightsEnabled")
    if insights is UNKNOWN:
        if is_absent(database.get("performanceInsightsKmsKeyId")):
            yield Undecided(database, "performanceInsightsEnabled")
    elif insights not in (None, False):
        yield from must_have_customer_key(database, "performanceInsightsKmsKeyId")


@resource_rule(
    About(
        name="rds-not-public",
        title="Databases have no public address",
        severity="critical",
        why="A public address leaves one security-group mistake between the database and the internet.",
        fix="Set `publicly_accessible=False`, or leave it out.",
        references=("AWS-FSBP RDS.2", "CIS-AWS-3.0 2.3.3", "NIST-800-53 AC-3", "NIST-800-53 SC-7"),
        preview="the switch itself",
    ),
    *_MEMBERS,
    kinds.DB_CLUSTER,
)
def private(database: Resource, _: Config) -> Findings:
    """AWS's default is private in the provider's own terms: an absent switch is sent as false."""
    yield from must_be_off(database, "publiclyAccessible")


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
        settings={"minDays": Setting(default=7, description="Days of automated backups that a database has to keep")},
    ),
    *_DATABASES,
)
def backed_up(database: Resource, config: Config) -> Findings:
    """Replicas are made again from their source, whose backups count."""
    if is_absent(database.get("replicateSourceDb")):
        default = 0 if database.type == kinds.DB_INSTANCE else 1
        yield from must_be_at_least(database, "backupRetentionPeriod", config.number("minDays"), default=default)


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
    ),
    *_DATABASES,
    kinds.DB_CLUSTER_INSTANCE,
)
def maintained(database: Resource, _: Config) -> Findings:
    """Upgrades are a switch of instances, logs one of whatever stands alone or leads."""
    if database.type in _MEMBERS:
        yield from must_be_on(database, "autoMinorVersionUpgrade", default=True)
    if database.type in _DATABASES:
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
    if lowered in _RESERVED or ("postgres" in text(engine) and _is_reserved_by_postgres(lowered)):
        yield Violation(database, f"`{path}` is `{lowered}`, which the engine reserves.")
    elif engine is UNKNOWN and _is_reserved_by_postgres(lowered):
        yield Undecided(database, "engine")


def _is_reserved_by_postgres(name: str) -> bool:
    return name in _RESERVED_BY_POSTGRES or name.startswith("pg_")


@resource_rule(
    About(
        name="rds-multi-az",
        title="Database instances have a standby in another zone",
        severity="medium",
        level="advisory",
        why="The loss of one zone takes the database down until somebody restores it elsewhere.",
        fix="Set `multi_az=True`.",
        references=("AWS-FSBP RDS.5", "NIST-800-53 CP-10", "NIST-800-53 SI-13(5)"),
        preview="the switch itself",
    ),
    kinds.DB_INSTANCE,
)
def multi_az(database: Resource, _: Config) -> Findings:
    """A replica is itself a second copy."""
    if is_absent(database.get("replicateSourceDb")):
        yield from must_be_on(database, "multiAz")


@stack_rule(
    About(
        name="rds-tls-required",
        title="Databases refuse connections without TLS",
        severity="critical",
        why="A client that does not ask for TLS sends its password and every row readable to the network.",
        fix='Declare an `aws.rds.ParameterGroup` with `{"name": "rds.force_ssl", "value": "1"}` (MySQL, MariaDB: '
        "`require_secure_transport`) and name it in `parameter_group_name` (cluster: `db_cluster_parameter_group_name`).",
        references=("AWS-FSBP RDS.38", "AWS-FSBP RDS.39", "NIST-800-53 SC-8", "NIST-800-53 SC-13"),
        preview="the edge from the database to its parameter group, and the parameters there",
    )
)
def tls_required(graph: Graph, _: Config) -> Findings:
    """Follow each database to its parameter group. Oracle requires TLS through an option group and is left out."""
    for database in graph.of(*_DATABASES):
        yield from unless_unknown(_tls_findings(graph, database), database, "engine")


def _tls_findings(graph: Graph, database: Resource) -> Findings:
    parameter = _tls_parameter(text(database.get("engine")))
    if parameter is None:
        return
    path, group_type = _PARAMETER_GROUPS[database.type]
    if database.is_unset(path):
        yield Violation(database, f"`{path}` is not set, so AWS's default parameters decide.")
        return
    links = graph.links(database, path, group_type)
    if links.unknown:
        yield Undecided(database, path)
    elif not links.targets:
        yield Violation(database, f"`{path}` names no group that this stack declares: nothing shows it requires TLS.")
    for group in links.targets:
        yield from _requires_tls(group, parameter, database)


def _tls_parameter(engine: str) -> str | None:
    if "oracle" in engine or "db2" in engine or "custom" in engine:
        return None
    return "require_secure_transport" if "mysql" in engine or "mariadb" in engine else "rds.force_ssl"


def _requires_tls(group: Resource, parameter: str, database: Resource) -> Findings:
    hidden = False
    for position, entry in each_object(group.get("parameters")):
        if not isinstance(entry, Mapping):
            hidden = hidden or entry is UNKNOWN
            continue
        name, value = entry.get("name"), entry.get("value")
        hidden = hidden or name is UNKNOWN
        if name != parameter:
            continue
        if value is UNKNOWN:
            yield Undecided(group, f"parameters.{position}.value")
        elif number(value) != 1 and value is not True and text(value).lower() not in ("1", "on"):
            found = shown(value, quote=True)
            yield Violation(group, f"`{parameter}` is {found} in the parameters of `{database.name}`; it has to be 1.")
        return
    if hidden:
        yield Undecided(group, "parameters")
    else:
        yield Violation(group, f"`parameters` does not set `{parameter}`, which `{database.name}` needs.")


@stack_rule(
    About(
        name="rds-survives-deletion",
        title="Databases of a protected stack resist deletion and leave a final snapshot",
        severity="high",
        why="One wrong replacement or destroy deletes the database and its automated backups with it.",
        fix="Set `deletion_protection=True`, leave `skip_final_snapshot` off and set `final_snapshot_identifier`.",
        references=("AWS-FSBP RDS.7", "AWS-FSBP RDS.8", "NIST-800-53 CM-3", "NIST-800-53 SC-5(2)"),
        preview="the switches, in a stack where something stateful has Pulumi protection",
    )
)
def survives_deletion(graph: Graph, _: Config) -> Findings:
    """A replica has no snapshot of its own to leave."""
    if not graph.is_protected:
        return
    for database in graph.of(*_DATABASES):
        yield from must_be_on(database, "deletionProtection")
        if not is_absent(database.get("replicateSourceDb")):
            continue
        skip = database.get("skipFinalSnapshot")
        yield from must_be_off(database, "skipFinalSnapshot")
        if skip in (None, False) and is_absent(database.get("finalSnapshotIdentifier")):
            yield Violation(database, "`finalSnapshotIdentifier` is not set, so deletion would fail or leave nothing.")


def _is_local_replica(database: Resource) -> bool:
    """Whether it replicates a database of its own region, named by identifier; across regions it takes an ARN and a key."""
    source = database.get("replicateSourceDb")
    return isinstance(source, str) and bool(source) and not source.startswith("arn:")


RULES: tuple[Rule, ...] = (
    encrypted,
    private,
    backed_up,
    maintained,
    username,
    multi_az,
    tls_required,
    survives_deletion,
)
