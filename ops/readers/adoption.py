"""What exists in AWS against what the program would declare: the id to import it by, and each input that AWS never changes.

An input that differs would replace the resource and take its data with it. So nothing is imported before all of them agree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.aws import elasticache, logs, rds
from ops.aws.client import Aws, MissingError

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What Pulumi writes in a preview for a value that only creation decides."""
Inputs = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """An input that AWS fixes when a resource is made."""

    input: str
    """As Pulumi calls it."""
    found: Callable[[Mapping[str, Any]], Any]
    """What it is, in AWS's description of the resource."""
    fix: str
    """What to do where it differs."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of resource that can be taken over."""

    describe: Callable[[Aws, str], Mapping[str, Any]]
    """AWS's description of the one with an id; raises `MissingError`."""
    named_by: str
    """The input that is its id."""
    fixed: tuple[Fixed, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An input for which a resource would be replaced."""

    resource: str
    """Its logical name."""
    input: str
    declared: str
    found: str
    fix: str


def _at(*path: str) -> Callable[[Mapping[str, Any]], Any]:
    def get(described: Mapping[str, Any]) -> Any:
        value: Any = described
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    return get


def _key(where: str) -> str:
    return f"set {where}.adopt.kms_key_arn to what was found"


def _group(where: str) -> str:
    return f"set {where}.adopt.subnet_group to what was found"


_ENCRYPT = "an unencrypted one cannot be taken over: copy a snapshot with --kms-key-id, restore it, and adopt that"
_DATABASE = "set database_name to what was found, or adopt.initial_database to false where nothing was"
_USER = "set username to what was found"
_INSIGHTS = "aws rds modify-db-instance --no-enable-performance-insights: its key cannot be changed while it is on"

KINDS: Final[Mapping[str, Kind]] = {
    "aws:rds/instance:Instance": Kind(
        describe=rds.describe_instance,
        named_by="identifier",
        fixed=(
            Fixed(input="engine", found=_at("Engine"), fix="only PostgreSQL can be taken over"),
            Fixed(input="storageEncrypted", found=_at("StorageEncrypted"), fix=_ENCRYPT),
            Fixed(input="kmsKeyId", found=_at("KmsKeyId"), fix=_key("database")),
            Fixed(input="dbName", found=_at("DBName"), fix=_DATABASE),
            Fixed(input="username", found=_at("MasterUsername"), fix=_USER),
            Fixed(input="dbSubnetGroupName", found=_at("DBSubnetGroup", "DBSubnetGroupName"), fix=_group("database")),
            Fixed(input="performanceInsightsKmsKeyId", found=_at("PerformanceInsightsKMSKeyId"), fix=_INSIGHTS),
        ),
    ),
    "aws:rds/cluster:Cluster": Kind(
        describe=rds.describe_cluster,
        named_by="clusterIdentifier",
        fixed=(
            Fixed(input="engine", found=_at("Engine"), fix="only Aurora PostgreSQL can be taken over"),
            Fixed(input="storageEncrypted", found=_at("StorageEncrypted"), fix=_ENCRYPT),
            Fixed(input="kmsKeyId", found=_at("KmsKeyId"), fix=_key("database")),
            Fixed(input="databaseName", found=_at("DatabaseName"), fix=_DATABASE),
            Fixed(input="masterUsername", found=_at("MasterUsername"), fix=_USER),
            Fixed(input="dbSubnetGroupName", found=_at("DBSubnetGroup"), fix=_group("database")),
        ),
    ),
    "aws:rds/clusterInstance:ClusterInstance": Kind(
        describe=rds.describe_instance,
        named_by="identifier",
        fixed=(
            Fixed(input="engine", found=_at("Engine"), fix="only Aurora PostgreSQL can be taken over"),
            Fixed(input="clusterIdentifier", found=_at("DBClusterIdentifier"), fix="name the cluster that it is in, in adopt.name"),
            Fixed(input="dbSubnetGroupName", found=_at("DBSubnetGroup", "DBSubnetGroupName"), fix=_group("database")),
        ),
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": Kind(
        describe=elasticache.describe_group,
        named_by="replicationGroupId",
        fixed=(
            Fixed(input="atRestEncryptionEnabled", found=_at("AtRestEncryptionEnabled"), fix="export and restore it encrypted"),
            Fixed(input="kmsKeyId", found=_at("KmsKeyId"), fix=_key("cache")),
            Fixed(input="subnetGroupName", found=_at("CacheSubnetGroupName"), fix=_group("cache")),
        ),
    ),
    "aws:cloudwatch/logGroup:LogGroup": Kind(describe=logs.describe_group, named_by="name", fixed=()),
}
"""Pulumi's type -> what is known of it. What else a stack declares is made anew: only these keep data or history under a name."""


def differences(resource: str, kind: Kind, declared: Inputs, found: Mapping[str, Any]) -> list[Difference]:
    """Return the inputs for which a resource would be replaced.

    Nothing that AWS has not (a database of no name, insights that are off) differs only where it cannot be added later.

    Args:
        resource: its logical name.
        kind: of its type.
        declared: its inputs as the program declares them.
        found: AWS's description.
    """
    return [
        Difference(resource=resource, input=one.input, declared=_shown(wanted), found=_shown(have), fix=one.fix)
        for one in kind.fixed
        for wanted, have in [(declared.get(one.input), one.found(found))]
        if wanted != have and not (have is None and one.input == "performanceInsightsKmsKeyId")
    ]


def find(aws: Aws, kind: Kind, declared: Inputs) -> tuple[str, Mapping[str, Any]] | None:
    """Return the id of a resource and AWS's description, or None where there is none of its name.

    Raises:
        OpsError: AWS refuses to say.
    """
    name = declared.get(kind.named_by)
    if not isinstance(name, str) or name == UNKNOWN:
        return None
    try:
        return name, kind.describe(aws, name)
    except MissingError:
        return None


def _shown(value: object) -> str:
    return "nothing" if value is None else "one that `up` would make" if value == UNKNOWN else str(value)
