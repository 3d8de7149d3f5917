"""Relational databases in their stack: a standby, tokens, TLS, and a way back from deletion."""

from policy.knowledge.database_engines import RESTORED, SOURCE, WITHOUT_STANDBY, has_tokens, is_abroad, is_custom
from policy.model import kinds
from policy.model.aws_defaults import family_requires_tls, requires_tls
from policy.model.expectations import must_be_at_least, must_be_off, must_be_on, must_name, unless_unknown
from policy.model.graph import Graph, Links, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, Unknown, dig, is_absent, items, number, shown, text

_VERSION = "engineVersion"
_MADE_FROM = (*RESTORED, "s3Import")
_FORCE_SSL, _SECURE_TRANSPORT = "rds.force_ssl", "require_secure_transport"
_DATABASES = (kinds.DB_INSTANCE, kinds.DB_CLUSTER)

_PARAMETER_GROUPS = {
    kinds.DB_INSTANCE: ("parameterGroupName", kinds.DB_PARAMETERS),
    kinds.DB_CLUSTER: ("dbClusterParameterGroupName", kinds.DB_CLUSTER_PARAMETERS),
}


@stack_rule(
    About(
        name="rds-multi-az",
        title="Database instances have a standby in another zone",
        severity="medium",
        level="advisory",
        why="The loss of one zone takes the database down until somebody restores it elsewhere.",
        fix="Set `multi_az=True`.",
        references=("AWS-FSBP RDS.5", "NIST-800-53 CP-10", "NIST-800-53 SI-13(5)"),
        preview="the switch, in a stack where something stateful has Pulumi protection",
        passes="multi_az=True",
        fails="multi_az=False",
    )
)
def multi_az(graph: Graph, _: Config) -> Findings:
    """A replica is itself a second copy, and a stack that nothing protects may do without one; some editions have none."""
    for database in graph.of(kinds.DB_INSTANCE) if graph.is_protected else ():
        if is_absent(database.get(SOURCE)) and not is_custom(database) and text(database.get("engine")) not in WITHOUT_STANDBY:
            yield from unless_unknown(must_be_on(database, "multiAz"), database, "engine")


@stack_rule(
    About(
        name="rds-iam-authentication",
        title="Databases let identities sign in without a password",
        severity="low",
        level="advisory",
        why="Whoever must look into the database needs its password, which is then known to a person and outlives the task.",
        fix="Set `iam_database_authentication_enabled=True` and let people connect with a token.",
        references=("AWS-FSBP RDS.10", "AWS-FSBP RDS.12", "NIST-800-53 AC-3", "NIST-800-53 IA-5"),
        preview="the switch, in a stack where something stateful has Pulumi protection",
        passes="iam_database_authentication_enabled=True",
        fails="iam_database_authentication_enabled=False",
    )
)
def iam_authentication(graph: Graph, _: Config) -> Findings:
    """Engines without it (Oracle, SQL Server, Db2, MariaDB before 10.6, Aurora Serverless v1) have nothing to switch on."""
    for database in graph.of(*_DATABASES) if graph.is_protected else ():
        engine = text(database.get("engine"))
        if has_tokens(engine, text(database.get(_VERSION)), text(database.get("engineMode"))) and is_absent(database.get(SOURCE)):
            versions = (_VERSION,) if engine == "mariadb" else ()
            found = must_be_on(database, "iamDatabaseAuthenticationEnabled")
            yield from unless_unknown(found, database, "engineMode", *versions)


@stack_rule(
    About(
        name="rds-enhanced-monitoring",
        title="Database instances show what their operating system does",
        severity="low",
        level="advisory",
        why="The database's own metrics say that it is slow, not which process took the memory or waits for the disk.",
        fix="Set `monitoring_interval` to 60 or less, `monitoring_role_arn` to a role that trusts `monitoring.rds.amazonaws.com`.",
        references=("AWS-FSBP RDS.6", "NIST-800-53 SI-2", "NIST-800-53 SI-4"),
        preview="the interval, in a stack where something stateful has Pulumi protection; the role by being named",
        passes="monitoring_interval=60, monitoring_role_arn=role.arn",
        fails="monitoring_interval=0",
    )
)
def enhanced_monitoring(graph: Graph, _: Config) -> Findings:
    """RDS writes the metrics of all instances to one log group of the account, which no stack of theirs can declare alone."""
    instances = graph.of(kinds.DB_INSTANCE, kinds.DB_CLUSTER_INSTANCE) if graph.is_protected else ()
    for instance in instances:
        off = list(must_be_at_least(instance, "monitoringInterval", 1))
        found = iter(off) if off else must_name(instance, "monitoringRoleArn")
        yield from () if is_custom(instance) else unless_unknown(found, instance, "engine")


@stack_rule(
    About(
        name="rds-tls-required",
        title="Databases and their proxies refuse connections without TLS",
        severity="critical",
        why="A client that does not ask for TLS sends its password and every row readable to the network.",
        fix='Declare an `aws.rds.ParameterGroup` with `{"name": "rds.force_ssl", "value": "1"}` (MySQL, MariaDB: '
        "`require_secure_transport`) and name it in `parameter_group_name` (cluster: `db_cluster_parameter_group_name`); give a "
        "proxy `require_tls=True`.",
        references=("AWS-FSBP RDS.38", "AWS-FSBP RDS.39", "NIST-800-53 SC-8", "NIST-800-53 SC-13"),
        preview="the edge from the database to its parameter group, the parameters there, and the engine's version",
        passes='parameters=[{"name": "rds.force_ssl", "value": "1"}]',
        fails="parameters=[]",
    )
)
def tls_required(graph: Graph, _: Config) -> Findings:
    """Follow each database to its parameter group; one that says nothing has its engine's default, which is on since some version.

    Oracle requires TLS through an option group and is left out.
    """
    for proxy in graph.of(kinds.DB_PROXY):
        yield from must_be_on(proxy, "requireTls")
    for database in graph.of(*_DATABASES):
        yield from unless_unknown(_tls_findings(graph, database), database, "engine")


def _tls_findings(graph: Graph, database: Resource) -> Findings:
    source = graph.links(database, SOURCE, kinds.DB_INSTANCE)
    engines = (text(one.get("engine")) for one in (database, *source.targets))
    engine = next(filter(None, engines), "")
    if not _tls_parameters(engine):
        return
    path, group_type = _PARAMETER_GROUPS[database.type]
    if database.is_unset(path):
        yield from _without_group(database, path, source, _requires_by_default(database, source, engine))
        return
    links = graph.links(database, path, group_type)
    if links.unknown:
        yield Undecided(database, path)
    elif not links.targets and not all(map(family_requires_tls, links.outside)):
        yield Violation(database, f"`{path}` names no group that this stack declares: nothing shows it requires TLS.")
    for group in links.targets:
        parameters = _tls_parameters(engine or text(group.get("family")))
        if parameters:
            found = _requires_tls(group, parameters, database)
            yield from found if engine else unless_unknown(found, group, "family")


def _requires_by_default(database: Resource, source: Links, engine: str) -> bool | Unknown:
    """Whether AWS's own parameters require TLS: that is a matter of the version, which a restore takes from its snapshot."""
    versions = [one.get(_VERSION) for one in (database, *source.targets) if not one.is_unset(_VERSION)]
    if not versions and any(not database.is_unset(path) for path in _MADE_FROM):
        return UNKNOWN
    version = versions[0] if versions else ""
    return UNKNOWN if version is UNKNOWN else requires_tls(engine, text(version))


def _without_group(database: Resource, path: str, source: Links, required: bool | Unknown) -> Findings:  # noqa: FBT001  an answer
    """A replica has its source's parameters where both are in one region ("CreateDBInstanceReadReplica", RDS API reference)."""
    if required is True:
        return
    abroad = is_abroad(database, *source.targets)
    if database.is_unset(SOURCE) and required is UNKNOWN:
        yield Undecided(database, _VERSION)
    elif database.is_unset(SOURCE) or abroad is True:
        yield Violation(database, f"`{path}` is not set, so AWS's default parameters decide.")
    elif not source.targets or abroad is UNKNOWN:
        yield Undecided(database, SOURCE)


def _tls_parameters(engine: str) -> tuple[str, ...]:
    """The parameters of which one has to be on; of an engine that nothing names, either engine's."""
    if "oracle" in engine or "db2" in engine or "custom" in engine:
        return ()
    if not engine:
        return (_FORCE_SSL, _SECURE_TRANSPORT)
    return (_SECURE_TRANSPORT,) if "mysql" in engine or "mariadb" in engine else (_FORCE_SSL,)


def _requires_tls(group: Resource, parameters: tuple[str, ...], database: Resource) -> Findings:
    parameter = "` or `".join(parameters)
    entries = items(group.get("parameters"))
    for position, entry in enumerate(entries):
        if dig(entry, "name") not in parameters:
            continue
        value = dig(entry, "value")
        if value is UNKNOWN:
            yield Undecided(group, f"parameters.{position}.value")
        elif number(value) != 1 and value is not True and text(value).lower() not in ("1", "on"):
            found = shown(value, quote=True)
            yield Violation(group, f"`{parameter}` is {found} in the parameters of `{database.name}`; it has to be 1.")
        return
    if any(dig(entry, "name") is UNKNOWN for entry in entries):
        yield Undecided(group, "parameters")
    elif group.get("family") is UNKNOWN and group.edges("family"):
        yield Undecided(group, "family")
    elif not family_requires_tls(text(group.get("family"))):
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
        passes='deletion_protection=True, final_snapshot_identifier="db-final"',
        fails="skip_final_snapshot=True",
    )
)
def survives_deletion(graph: Graph, _: Config) -> Findings:
    """A replica has no snapshot of its own to leave, RDS Custom no protection."""
    if not graph.is_protected:
        return
    for database in graph.of(*_DATABASES):
        if not is_custom(database):
            yield from unless_unknown(must_be_on(database, "deletionProtection"), database, "engine")
        if not is_absent(database.get(SOURCE)):
            continue
        skip = database.get("skipFinalSnapshot")
        yield from must_be_off(database, "skipFinalSnapshot")
        if skip in (None, False) and is_absent(database.get("finalSnapshotIdentifier")):
            yield Violation(database, "`finalSnapshotIdentifier` is not set, so deletion would fail or leave nothing.")


RULES: tuple[Rule, ...] = (multi_az, iam_authentication, enhanced_monitoring, tls_required, survives_deletion)
