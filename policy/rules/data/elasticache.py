"""Caches: encrypted, authenticated (as are Neptune's graphs), backed up, in two zones."""

from itertools import chain

from policy.model import kinds
from policy.model.aws_defaults import ENCRYPTED_ENGINES
from policy.model.expectations import must_be_at_least, must_be_on, must_be_one_of, must_have_customer_key, unless_unknown
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, is_absent, items, shown, text

_CACHES = (kinds.CACHE_REPLICATION_GROUP, kinds.CACHE_CLUSTER, kinds.CACHE_SERVERLESS)
_MEMORY = "aws:memorydb/cluster:Cluster"
_NEPTUNE = "aws:neptune/cluster:Cluster"
# How a user says that it needs no password, and AWS's own user, which needs none and may do everything
# (ElastiCache user guide, "Role-Based Access Control (RBAC)").
_PASSWORDLESS = {"noPasswordRequired": True, "authenticationMode.type": "no-password-required"}
_AWS_USER = "default"


def _is_member(cache: Resource) -> bool:
    """Whether it belongs to a replication group, which answers for it."""
    return cache.type == kinds.CACHE_CLUSTER and not is_absent(cache.get("replicationGroupId"))


def _is_secondary(cache: Resource) -> bool:
    """Whether it is the copy of another region's cache: the provider refuses what the primary decides ("Global datastores")."""
    return cache.type == kinds.CACHE_REPLICATION_GROUP and not is_absent(cache.get("globalReplicationGroupId"))


def _is_memcached(cache: Resource) -> bool:
    return text(cache.get("engine")) == "memcached"


def _keeps_nothing(cache: Resource) -> bool:
    """Whether it keeps nothing at rest: Memcached on nodes of its own. A serverless one has a key and snapshots (API reference,
    CreateServerlessCache).
    """
    return _is_memcached(cache) and cache.type != kinds.CACHE_SERVERLESS


@resource_rule(
    About(
        name="cache-encrypted",
        title="Caches are encrypted at rest with a customer key and in transit",
        severity="critical",
        why="Sessions and cached rows cross the network and lie in snapshots readable; neither can be switched on later.",
        fix="Set `at_rest_encryption_enabled=True`, `kms_key_id` and `transit_encryption_enabled=True` of an "
        "`aws.elasticache.ReplicationGroup`, and leave `transit_encryption_mode` out or at `required`; a lone Redis `Cluster` "
        "has no encryption.",
        references=("AWS-FSBP ElastiCache.4", "AWS-FSBP ElastiCache.5", "NIST-800-53 SC-8(1)", "NIST-800-53 SC-28(1)"),
        preview="the switches themselves; the key by being named",
        passes="at_rest_encryption_enabled=True, kms_key_id=key.arn, transit_encryption_enabled=True",
        fails="transit_encryption_enabled=False",
    ),
    *_CACHES,
)
def encrypted(cache: Resource, _: Config) -> Findings:
    """A serverless cache is always encrypted, with AWS's key by default. Memcached on nodes keeps nothing at rest.

    A secondary of a global datastore takes the switches of its primary, and a key of its own.
    """
    if _is_member(cache):
        return
    if _is_secondary(cache):
        yield from must_have_customer_key(cache, "kmsKeyId")
        return
    if cache.type == kinds.CACHE_REPLICATION_GROUP:
        at_rest = must_be_on(cache, "atRestEncryptionEnabled")
        if is_absent(cache.get("atRestEncryptionEnabled")):
            at_rest = iter(()) if text(cache.get("engine")) in ENCRYPTED_ENGINES else unless_unknown(at_rest, cache, "engine")
        yield from at_rest
        yield from must_be_on(cache, "transitEncryptionEnabled")
        yield from must_be_one_of(cache, "transitEncryptionMode", ("required",))
    elif cache.type == kinds.CACHE_CLUSTER:
        yield from unless_unknown(_single_cluster(cache), cache, "engine")
        return
    yield from must_have_customer_key(cache, "kmsKeyId")


def _single_cluster(cache: Resource) -> Findings:
    if _is_memcached(cache):
        yield from must_be_on(cache, "transitEncryptionEnabled")
    else:
        yield Violation(cache, "A lone `Cluster` of Redis or Valkey cannot be encrypted.")


@resource_rule(
    About(
        name="cache-authenticated",
        title="Caches and graph databases ask who is there",
        severity="critical",
        why="Whatever reaches the port reads and writes everything.",
        fix="Set `auth_token` (16 to 128 characters) or `user_group_ids`; serverless: `user_group_id`. "
        "Give every user in the group a password or IAM, and a user of your own named `default` the place of AWS's. "
        "MemoryDB: set `acl_name` to a list of your own. Neptune: set `iam_database_authentication_enabled=True`.",
        references=("AWS-FSBP ElastiCache.6", "AWS-FSBP Neptune.7", "NIST-800-53 AC-3", "NIST-800-53 IA-2"),
        preview="the token or group by being named; a user's mode and access string, and Neptune's switch, themselves",
        passes="auth_token=password.result",
        fails="no `auth_token` and no `user_group_ids`",
    ),
    kinds.CACHE_REPLICATION_GROUP,
    kinds.CACHE_SERVERLESS,
    kinds.CACHE_USER,
    kinds.CACHE_USER_GROUP,
    _MEMORY,
    _NEPTUNE,
)
def authenticated(cache: Resource, _: Config) -> Findings:
    """Presence decides; the token is a secret and never looked at. Memcached has no sign-in to switch on.

    Neptune has no passwords: without IAM, which is off by default, it asks nobody (Neptune user guide, "Authenticating").
    """
    if cache.type == kinds.CACHE_USER:
        yield from _user(cache)
    elif cache.type == _MEMORY:
        yield from _access_list(cache)
    elif cache.type == _NEPTUNE:
        yield from must_be_on(cache, "iamDatabaseAuthenticationEnabled")
    elif cache.type == kinds.CACHE_USER_GROUP:
        yield from _user_group(cache)
    elif not _is_memcached(cache) and not _is_secondary(cache):
        named = ("authToken", "authTokenWo", "userGroupIds") if cache.type == kinds.CACHE_REPLICATION_GROUP else ("userGroupId",)
        if all(_is_nothing(cache.get(path)) for path in named):
            yield from unless_unknown(iter([Violation(cache, f"`{named[0]}` is not set.")]), cache, "engine")


def _access_list(cluster: Resource) -> Findings:
    """MemoryDB's own list lets anyone in ("Authenticating users with Access Control Lists"); a resource's is another."""
    if cluster.get("aclName") == "open-access":
        yield Violation(cluster, "`aclName` is `open-access`, which asks nobody.")


def _user(user: Resource) -> Findings:
    """A user without a password is harmless while it is off or may run no command, as one that takes AWS's user's place."""
    access = user.get("accessString")
    if access is UNKNOWN or _may_act(text(access).split()):
        for path, passwordless in _PASSWORDLESS.items():
            value = user.get(path)
            if value is UNKNOWN or (value == passwordless and access is UNKNOWN):
                yield Undecided(user, path if value is UNKNOWN else "accessString")
            elif value == passwordless:
                yield Violation(user, f"`{path}` is {shown(value, quote=True)}, and `accessString` lets it run commands.")


def _may_act(access: list[str]) -> bool:
    return "on" in access and any(word.startswith(("+", "allcommands")) for word in access)


def _user_group(group: Resource) -> Findings:
    users = items(group.get("userIds"))
    if _AWS_USER in users:
        yield Violation(group, f"`userIds` has AWS's user `{_AWS_USER}`, who needs no password and may do everything.")
    elif UNKNOWN in users:
        yield Undecided(group, "userIds")


def _is_nothing(value: object) -> bool:
    return value is not UNKNOWN and all(is_absent(one) for one in items(value))


@resource_rule(
    About(
        name="cache-snapshots-kept",
        title="Caches keep snapshots",
        severity="medium",
        why="What only the cache holds (sessions, queues, counters) is gone with the node or with one FLUSHALL.",
        fix="Set `snapshot_retention_limit` to `minDays` or more.",
        references=("AWS-FSBP ElastiCache.1", "NIST-800-53 CP-9", "NIST-800-53 SI-12"),
        preview="the number itself",
        passes="snapshot_retention_limit=5",
        fails="snapshot_retention_limit=0",
        settings={"minDays": Setting(default=1, description="Days a cache's snapshots have to be kept")},
    ),
    *_CACHES,
)
def snapshots(cache: Resource, config: Config) -> Findings:
    """Memcached on nodes has none."""
    if not _is_member(cache) and not _keeps_nothing(cache):
        kept = must_be_at_least(cache, "snapshotRetentionLimit", config.number("minDays"))
        yield from unless_unknown(kept, cache, *(() if cache.type == kinds.CACHE_SERVERLESS else ("engine",)))


@stack_rule(
    About(
        name="cache-multi-az",
        title="Caches of a protected stack live in two zones",
        severity="medium",
        level="advisory",
        why="The loss of one zone takes the cache down, and everything that waits for it.",
        fix="Set `automatic_failover_enabled=True` and `multi_az_enabled=True` with `num_cache_clusters` 2 or more.",
        references=("AWS-FSBP ElastiCache.3", "NIST-800-53 CP-10", "NIST-800-53 SI-13(5)"),
        preview="the switches, in a stack where something stateful has Pulumi protection",
        passes="automatic_failover_enabled=True, multi_az_enabled=True",
        fails="multi_az_enabled=False",
    )
)
def multi_az(graph: Graph, _: Config) -> Findings:
    """Serverless caches are in several zones by themselves."""
    for cache in graph.of(kinds.CACHE_REPLICATION_GROUP) if graph.is_protected else ():
        yield from chain(must_be_on(cache, "automaticFailoverEnabled"), must_be_on(cache, "multiAzEnabled"))


RULES: tuple[Rule, ...] = (encrypted, authenticated, snapshots, multi_az)
