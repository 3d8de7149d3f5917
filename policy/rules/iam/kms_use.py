"""Keys by what they encrypt: one kind of data each, and policies that name only its users."""

import re
from collections.abc import Sequence
from itertools import chain

from policy.knowledge.encryption_and_logs import KINDS_OF_DATA, key_users
from policy.knowledge.iam.documents import RESOURCE_POLICIES, statements_of
from policy.knowledge.iam.service_principals import services
from policy.knowledge.iam.statements import Statement
from policy.model import kinds
from policy.model.expectations import at_most_undecided
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.rule import About, Config, Findings, Known, Rule, Setting, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, dig, items, text

_ROOT = re.compile(r"^(arn:[^:]*:iam::)?(?P<account>\d{12})(?(1):root)$")
_KEY = re.compile(r"^arn:[^:]*:kms:[^:]*:(?P<account>\d{12}):")
_VAULT = re.compile(r"^arn:[^:]*:backup:[^:]*:(?P<account>\d{12}):backup-vault:")
_OF_A_SERVICE = ":role/aws-service-role/"
_REASON = "tags.OneKeyBecause"
_QUEUES = frozenset({kinds.TOPIC, kinds.QUEUE})
_BUCKETS = frozenset({kinds.BUCKET, kinds.BUCKET_ENCRYPTION})
_USED_FOR = {
    "logs": frozenset({kinds.LOG_GROUP}),
    "cloudwatch": _QUEUES,
    "events": _QUEUES | {kinds.EVENT_BUS},
    "budgets": _QUEUES,
    "sns": _QUEUES,
    "s3": _QUEUES | _BUCKETS,  # messages about objects, and inventories
    "cloudtrail": _BUCKETS | {kinds.TRAIL, kinds.EVENT_DATA_STORE},
    "delivery.logs": _BUCKETS,
    "backup": frozenset({kinds.BACKUP_VAULT}),
}


@stack_rule(
    About(
        name="kms-one-kind-of-data",
        title="No key encrypts two kinds of data",
        severity="high",
        why="Whoever may decrypt one kind may decrypt the other, and revoking a key to stop a leak in one takes the other down.",
        fix="Declare one `aws.kms.Key` for each tier that keeps data, or say in the key's tag `OneKeyBecause` why one is enough.",
        references=("NIST-800-53 AC-6", "NIST-800-53 SC-12", "NIST-800-53 SC-28(1)"),
        preview="the edges from datastores to keys",
        passes="Database(kms_key_id=database_key.arn), Cache(kms_key_id=cache_key.arn)",
        fails="Database(kms_key_id=key.arn), Cache(kms_key_id=key.arn)",
    )
)
def segregated(graph: Graph, _: Config) -> Findings:
    """Databases, caches, streams, buckets, tables, file systems and search indexes are the kinds. People judge the reason."""
    found: dict[str, dict[str, Resource]] = {}
    keys: dict[str, Resource] = {}
    for resource, path, links in key_users(graph):
        kind = KINDS_OF_DATA.get(resource.type)
        if kind is None:
            continue
        if links.unknown:
            yield Undecided(resource, path)
        for key in links.targets:
            keys[key.urn] = key
        for name in (*(key.urn for key in links.targets), *links.outside):
            found.setdefault(name, {}).setdefault(kind, resource)
    for name, users in found.items():
        if len(users) == 1:
            continue
        *_others, last = users.values()
        holder = keys.get(name, last)
        reason = holder.get(_REASON) if name in keys else None
        if reason is UNKNOWN:
            yield Undecided(holder, _REASON)
        elif not text(reason).strip():
            yield Violation(holder, f"One key encrypts {' and '.join(sorted(users))}.")


@stack_rule(
    About(
        name="kms-policy-names-users-only",
        title="Key policies name only who uses what the key encrypts",
        severity="high",
        why="A principal with no use for the key is one more that can decrypt, and nobody would miss.",
        fix="Keep the statement for the root of the key's own account and those for services that a log group, topic or trail "
        "under this key needs; let roles come through IAM with `kms:ViaService`, and grant only to roles of the account.",
        references=("AWS-FSBP KMS.5", "NIST-800-53 AC-6", "NIST-800-53 SC-12"),
        preview="the policy when its text is known, and the edges from what is encrypted to the key",
        passes='"Principal": {"Service": "logs.us-east-1.amazonaws.com"}, on a log group\'s key',
        fails='"Principal": {"Service": "logs.us-east-1.amazonaws.com"}, on a database\'s key',
        settings={
            "outside": Setting(default=(), description="ARN patterns of principals of other stacks that use keys of this one")
        },
    )
)
def users_only(graph: Graph, config: Config) -> Findings:
    """A role of this stack may be named; one of another has to be listed. Services without a row in the table are let be."""
    users = list(key_users(graph))
    is_uncertain = any(links.unknown for _, _, links in users)
    used: dict[str, set[str]] = {}
    for resource, _, links in users:
        for key in links.targets:
            used.setdefault(key.urn, set()).add(resource.type)
    policies = [(policy, graph.links(policy, "keyId", *kinds.KEYS).targets) for policy in graph.of(kinds.KEY_POLICY)]
    for holder, keys in (*((key, (key,)) for key in graph.of(*kinds.KEYS)), *policies):
        if holder.is_unset(RESOURCE_POLICIES[holder.type]):
            continue
        types = {token for key in keys for token in used.get(key.urn, ())}
        statements = statements_of(holder, "policy")
        yield from statements.unresolved
        allowed = [statement for statement in statements.found if statement.allows]
        for statement in allowed:
            yield from _useless(holder, statement, types, is_uncertain=is_uncertain or not keys)
        yield from _outsiders(graph, holder, allowed, _account(keys, allowed), config.strings("outside"))
    for grant in graph.of(kinds.KEY_GRANT):
        yield from _granted(graph, grant, config.strings("outside"))


def _granted(graph: Graph, grant: Resource, outside: tuple[str, ...]) -> Findings:
    """A grant does what a policy's statement does. A role of a service's own is AWS's, as long as it is of the key's account."""
    links = graph.links(grant, "granteePrincipal", kinds.ROLE)
    account = _account(graph.links(grant, "keyId", *kinds.KEYS).targets, ())
    if links.unknown:
        yield Undecided(grant, "granteePrincipal")
    for name in links.outside:
        if not _is_of_a_service(name, account) and not any(matches(pattern, name) for pattern in outside):
            yield Violation(grant, f"`granteePrincipal` is `{name}`, which is no role of this stack.")


def _is_of_a_service(name: str, account: str) -> bool:
    """Whether a role is one that AWS makes for a service in the key's account, whose rights AWS alone decides."""
    return _OF_A_SERVICE in name and f"::{account}" in name


def _useless(holder: Resource, statement: Statement, types: set[str], *, is_uncertain: bool) -> Findings:
    for service in dict.fromkeys(services(statement)):
        if service not in _USED_FOR or types & _USED_FOR[service]:
            continue
        if is_uncertain:
            yield Undecided(holder, f"what the key encrypts, for {service}")
        else:
            yield Violation(holder, f"Statement {statement.label} names `{service}`, which has no use for the key.")


def _outsiders(graph: Graph, holder: Resource, allowed: Sequence[Statement], account: str, outside: tuple[str, ...]) -> Findings:
    """Principals from outside: neither the key's own account, nor one that backups are copied to, nor the stack's, nor listed.

    A service-linked role of the account has to be named where it attaches encrypted disks (Amazon EC2 Auto Scaling user guide,
    "Required AWS KMS key policy for use with encrypted volumes").

    Roles are resolved together: an edge to one role of the stack says nothing about a second name beside it.
    """
    named = [
        (statement, name)
        for statement in allowed
        for kind, name in statement.principals
        if kind == "AWS" and not any(matches(pattern, name) for pattern in outside)
    ]
    roots = {name: found["account"] for _, name in named if (found := _ROOT.match(name))}
    roles = graph.resolve(holder, "policy", list(dict.fromkeys(name for _, name in named if name not in roots)), kinds.ROLE)
    for statement, name in named:
        if _is_of_a_service(name, account):
            continue
        if name in roles.outside:
            yield Violation(holder, f"Statement {statement.label} names `{name}`, which is no role of this stack.")
        elif roots.get(name, account) != account:
            copied = graph.once(_copied_to)
            if roots[name] in copied.found:
                continue
            stranger = Violation(holder, f"Statement {statement.label} names `{name}`, which is another account.")
            yield from at_most_undecided(iter([stranger]), copied.undecided[0]) if copied.undecided else [stranger]


def _copied_to(graph: Graph) -> Known[str]:
    """The accounts that backup plans copy recovery points to: AWS Backup there reads them with the key of what is backed up."""
    accounts = Known[str]()
    for plan in graph.of(kinds.BACKUP_PLAN):
        for rule in items(plan.get("rules")):
            for action in items(dig(rule, "copyActions")):
                vault = dig(action, "destinationVaultArn")
                if UNKNOWN in (rule, action, vault):
                    accounts.unresolved.append(Undecided(plan, "rules"))
                elif (found := _VAULT.match(text(vault))) is not None:
                    accounts.found.append(found["account"])
    return accounts


def _account(keys: Sequence[Resource], allowed: Sequence[Statement]) -> str:
    """The account that keys are in: by their ARN, else the first whose root may change the policy, else the first at all."""
    known = (found["account"] for key in keys if (found := _KEY.match(text(key.get("arn")))))
    roots = (
        found["account"]
        for statement in sorted(allowed, key=lambda one: not one.allows_action("kms:putkeypolicy"))
        for _, name in statement.principals
        if (found := _ROOT.match(name))
    )
    return next(chain(known, roots), "")


RULES: tuple[Rule, ...] = (segregated, users_only)
