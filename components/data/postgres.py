"""How workloads reach PostgreSQL, whatever runs it: port, password, connection secret and access."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, TypeVar
from urllib.parse import quote

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.base.access import Access, Opening
from components.base.grant import Grant, Reach, arns
from components.base.key import EncryptionKey, for_backup_copies
from components.base.tier import RestoreTest, Tier
from components.data.monitoring import MONITOR
from components.data.secret import Kept, keep
from components.network.placement import Placement
from stack.settings.database import PostgresSettings

G = TypeVar("G", aws.rds.ParameterGroup, aws.rds.ClusterParameterGroup)
PORT = 5432
AS_URL: Mapping[str, str] = MappingProxyType({"DATABASE_URL": "url"})
"""What a workload is given that asks for nothing else: environment variable -> field."""
INSIGHTS_DAYS = {"standard": 7, "advanced": 465}
"""How long statements are kept (Amazon RDS guide, "Database Insights")."""
# AWS gives a database an id of its own; the users that sign in with IAM have the stack's name in theirs.
_SIGN_IN = Grant(reach=Reach(sid="SignIn", resources=arns("rds-db", "dbuser:*/{name}-*")), actions=("rds-db:connect",))


class PostgresTier(Tier):
    """A database that speaks PostgreSQL, whatever runs it: who may connect, and as whom."""

    GRANTS: ClassVar[tuple[Grant, ...]] = (*MONITOR, _SIGN_IN)
    secret: Kept
    """Fields `username`, `password`, `host`, `port`, `dbname` and `url`."""
    resource_id: pulumi.Output[str]
    """AWS's own id of the database, by which IAM knows it."""

    def __init__(
        self,
        token: str,
        name: str,
        placement: Placement,
        *,
        kind: str,
        settings: PostgresSettings,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        super().__init__(token, name, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._site = placement.site
        self._around = Surroundings(name, placement, kind=kind, settings=settings, opts=self._child)
        self.identifier, self.key_arn = self._around.identifier, self._around.key_arn
        self.console = settings.console
        """How people get a session in it; None for not at all."""
        self.security_group = self._around.security_group

    def _finish(self, host: pulumi.Output[str]) -> None:
        """Declare the secret once the database has a host name."""
        self.secret = self._around.secret(host)
        self.secret_arn, self.url = self.secret.arn, self.secret.value("url")

    def access(self, variables: Mapping[str, str] = AS_URL) -> Access:
        """The port, and what of the connection the application asks for; TLS is required whatever it asks.

        Args:
            variables: environment variable -> `username`, `password`, `host`, `port`, `dbname` or `url`.

        Raises:
            ValueError: when there is no such field.
        """
        return Access(tier=self.logical_name, openings=(self._opening(),), secrets=self.secret.references(variables))

    def sign_in_access(self, user: str, variables: Mapping[str, str]) -> Access:
        """The port, and the right to sign in with the workload's role in place of a password.

        The user is `<code>-<environment>-<user>`, made by the migrations: `CREATE USER "..."; GRANT rds_iam TO "..."`.

        Args:
            user: end of the user's name.
            variables: environment variable -> `user`, `host`, `port` or `dbname`.

        Raises:
            ValueError: when there is no such field.
        """
        name = self._site.name("database-user", user)
        told = {"user": pulumi.Output.from_input(name), **{field: self.secret.value(field) for field in ("host", "port", "dbname")}}
        for variable, field in variables.items():
            if field not in told:
                raise ValueError(f"{variable} asks for {field}, which a user without a password is not told: {', '.join(told)}")
        arn = self.resource_id.apply(lambda id_: self._site.arn("rds-db", f"dbuser:{id_}/{name}"))
        return Access(
            tier=self.logical_name,
            openings=(self._opening(),),
            statements=(_SIGN_IN.on("SignIn", arn),),
            environment={variable: told[field] for variable, field in variables.items()},
        )

    def _opening(self) -> Opening:
        return Opening(port=PORT, security_group_id=self.security_group.id, description=f"PostgreSQL of {self.identifier}")


class Surroundings:
    """What a database stands among, whatever runs it: key, password, security group, subnets and connection secret.

    Args:
        name: logical name of the component.
        placement: names, protection, network, and where copies go.
        kind: what is named, as `Site.name` knows it.
        settings: generation, rotation and names.
        opts: the component's own.
    """

    def __init__(
        self, name: str, placement: Placement, *, kind: str, settings: PostgresSettings, opts: pulumi.ResourceOptions
    ) -> None:
        site = placement.site
        self._name, self._placement, self._settings, self._opts = name, placement, settings, opts
        # Every generation is a database of its own, with the logs and copies that bear its name.
        self.part = name if settings.generation == 1 else f"{name}-{settings.generation}"
        adopt = settings.adopt
        self.identifier = site.name(kind, self.part) if adopt is None else adopt.name
        copied = [] if placement.backup_account is None else for_backup_copies(placement.backup_account)
        purpose = "PostgreSQL and its secret"
        self.key_arn = (placement.key or EncryptionKey(name, site, purpose=purpose, services=copied, opts=opts)).arn
        self.storage_key_arn: pulumi.Input[str] = self.key_arn if adopt is None or adopt.kms_key_arn is None else adopt.kms_key_arn
        """Of what is stored: that of an adopted database is AWS's to keep."""
        self.initial_database = settings.database_name if adopt is None or adopt.initial_database else None
        self.recovery_key_arn = None if site.recovery_region is None else self._recovery_key(site.recovery_region)
        # Letters and digits: RDS and URLs refuse some specials.
        keepers = {"rotation": str(settings.rotation)}
        self.password = random.RandomPassword(f"{name}-password", length=32, special=False, keepers=keepers, opts=opts).result
        snapshot = random.RandomId(f"{self.part}-final-snapshot", byte_length=4, opts=opts)
        self.final_snapshot = pulumi.Output.concat(self.identifier, "-final-", snapshot.hex) if site.protect else None
        self.security_group = aws.ec2.SecurityGroup(
            f"{name}-group", vpc_id=placement.network.vpc_id, description="PostgreSQL, from workloads that use it", opts=opts
        )
        self.subnet_group: pulumi.Input[str]
        if adopt is not None and adopt.subnet_group is not None:
            self.subnet_group = adopt.subnet_group
        else:
            self.subnet_group = aws.rds.SubnetGroup(
                f"{name}-subnets",
                subnet_ids=placement.network.data_subnet_ids,
                description=f"Data subnets for {self.identifier}",
                opts=opts,
            ).name

    def restore_test(self, kind: Literal["Aurora", "RDS"]) -> RestoreTest:
        """Return where a restore is tried out: in the database's own subnets, behind its security group."""
        return RestoreTest(kind=kind, subnet_group=self.subnet_group, security_group_id=self.security_group.id)

    def parameter_group(self, kind: type[G], family: str) -> G:
        """Declare the parameters of every database, whose names Aurora shares."""
        named = f"Parameters of {self.identifier}"
        values = _parameters(self._settings.slow_statement_ms)
        return kind(f"{self._name}-parameters", family=family, description=named, parameters=values, opts=self._opts)

    def secret(self, host: pulumi.Output[str]) -> Kept:
        """Declare the secret `db-password`, or parameters, with all that clients need, also as one URL that asks for TLS."""
        settings = self._settings
        url = pulumi.Output.format(
            "postgresql://{0}:{1}@{2}:{3}/{4}?sslmode=require",
            settings.username,
            self.password.apply(lambda text: quote(text, safe="")),
            host,
            PORT,
            settings.database_name,
        )
        return keep(
            self._name,
            self._placement,
            tail="db-password",
            description=f"How to connect to {self.identifier}",
            key_arn=self.key_arn,
            recovery_key_arn=self.recovery_key_arn,
            values={
                "username": settings.username,
                "password": self.password,
                "host": host,
                "port": PORT,
                "dbname": settings.database_name,
                "url": url,
            },
            plain=("username", "host", "port", "dbname"),
            opts=self._opts,
        )

    def _recovery_key(self, region: str) -> pulumi.Output[str]:
        purpose = "copies of PostgreSQL backups and of its secret"
        site = self._placement.site
        return EncryptionKey(f"{self._name}-recovery", site, purpose=purpose, region=region, opts=self._opts).arn


def _parameter(name: str, value: str, apply_method: str = "immediate") -> aws.rds.ParameterGroupParameterArgsDict:
    return {"name": name, "value": value, "apply_method": apply_method}


def _parameters(slow_statement_ms: int) -> list[aws.rds.ParameterGroupParameterArgsDict]:
    """TLS alone, and logs that show no values."""
    return [
        _parameter("rds.force_ssl", "1"),
        _parameter("log_connections", "1"),
        _parameter("log_disconnections", "1"),
        _parameter("log_min_duration_statement", str(slow_statement_ms)),
        # The values bound to a statement are customers' data; the log is read by more people than may have them.
        _parameter("log_parameter_max_length", "0"),
        # Static: RDS refuses it as immediate.
        _parameter("shared_preload_libraries", "pg_stat_statements", "pending-reboot"),
    ]
