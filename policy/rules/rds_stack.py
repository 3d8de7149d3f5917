"""Relational databases in their stack: a standby, tokens, TLS, and a way back from deletion."""

from collections.abc import Mapping

from policy import kinds
from policy.expectations import must_be_off, must_be_on, unless_unknown
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, stack_rule
from policy.values import UNKNOWN, each_object, is_absent, number, shown, text

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
    """A replica is itself a second copy, and a stack that nothing protects may do without one."""
    for database in graph.of(kinds.DB_INSTANCE) if graph.is_protected else ():
        if is_absent(database.get("replicateSourceDb")):
            yield from must_be_on(database, "multiAz")


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
    """Engines without it (Oracle, SQL Server, Db2) have nothing to switch on."""
    for database in graph.of(*_DATABASES) if graph.is_protected else ():
        engine = text(database.get("engine"))
        if any(word in engine for word in ("postgres", "mysql", "mariadb")) and is_absent(database.get("replicateSourceDb")):
            yield from must_be_on(database, "iamDatabaseAuthenticationEnabled")


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
        passes='parameters=[{"name": "rds.force_ssl", "value": "1"}]',
        fails="parameters=[]",
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
        passes='deletion_protection=True, final_snapshot_identifier="db-final"',
        fails="skip_final_snapshot=True",
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


RULES: tuple[Rule, ...] = (multi_az, iam_authentication, tls_required, survives_deletion)
