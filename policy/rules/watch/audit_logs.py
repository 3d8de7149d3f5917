"""Audit logs: kept long enough, out of reach of the workloads they record."""

import re
from collections.abc import Collection

from policy.knowledge.containers import TASKS
from policy.knowledge.encryption_and_logs import Records, records
from policy.knowledge.iam.documents import statements_of
from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.knowledge.iam.permissions import grants
from policy.knowledge.iam.statements import Statement
from policy.model import kinds
from policy.model.expectations import at_most_undecided, unless_unknown
from policy.model.graph import Graph, Resource
from policy.model.patterns import Texts
from policy.model.rule import About, Config, Findings, Known, Rule, Setting, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, dig, items, number, text

_WORKLOADS = {
    **dict.fromkeys(TASKS, ("taskRoleArn", "executionRoleArn")),
    kinds.FUNCTION: ("role",),
    kinds.BUILD: ("serviceRole",),
    kinds.INSTANCE_PROFILE: ("role",),
    kinds.STATE_MACHINE: ("roleArn",),
    kinds.SCHEDULE: ("target.roleArn",),
    kinds.EVENT_TARGET: ("roleArn",),
    kinds.PIPELINE: ("roleArn",),
}
_HARMLESS = re.compile(r":aws:policy/service-role/(AmazonECSTaskExecutionRolePolicy|AWSLambda(Basic|VPCAccess)ExecutionRole)$")
_WRITES = {
    kinds.BUCKET: (
        "s3:putobject",
        "s3:deleteobject",
        "s3:deleteobjectversion",
        "s3:deletebucket",
        "s3:putbucketpolicy",
        "s3:putlifecycleconfiguration",
        "s3:bypassgovernanceretention",
    ),
    kinds.LOG_GROUP: ("logs:putlogevents", "logs:deleteloggroup", "logs:deletelogstream", "logs:putretentionpolicy"),
}
_NAMES = {kinds.BUCKET: "bucket", kinds.LOG_GROUP: "name"}
# What an ARN ends in, of a store and of something in it.
_ENDS = {kinds.BUCKET: ("{}", "{}/x"), kinds.LOG_GROUP: ("log-group:{}", "log-group:{}:*", "log-group:{}:log-stream:x")}
_SERVICES = {kinds.BUCKET: ":s3:", kinds.LOG_GROUP: ":logs:"}
_KEEPS_RECORDS = "whether it keeps records"
# What switches off a record, or what watches: recorders of configurations, detectors of threats (MITRE ATT&CK T1562, "Impair
# Defenses").
_STOPS = (
    "access-analyzer:deleteanalyzer",
    "cloudtrail:deleteeventdatastore",
    "cloudtrail:deletetrail",
    "cloudtrail:puteventselectors",
    "cloudtrail:stopeventdatastoreingestion",
    "cloudtrail:stoplogging",
    "cloudtrail:updatetrail",
    "config:deleteconfigurationrecorder",
    "config:deletedeliverychannel",
    "config:putconfigurationrecorder",
    "config:stopconfigurationrecorder",
    "ec2:deleteflowlogs",
    "elasticloadbalancing:modifyloadbalancerattributes",
    "guardduty:deletedetector",
    "guardduty:disassociatefromadministratoraccount",
    "guardduty:updatedetector",
    "inspector2:disable",
    "macie2:disablemacie",
    "route53resolver:deleteresolverquerylogconfig",
    "route53resolver:disassociateresolverquerylogconfig",
    "s3:putbucketlogging",
    "securityhub:disablesecurityhub",
    "wafv2:deleteloggingconfiguration",
)


@stack_rule(
    About(
        name="log-buckets-retained",
        title="Buckets with records keep them long enough",
        severity="high",
        why="What happened before the breach was noticed is gone when somebody asks.",
        fix="Let the lifecycle's `expiration` be `minDays` or more, and leave `force_destroy` off in a protected stack.",
        references=("NIST-800-53 AU-9", "NIST-800-53 AU-11", "NIST-800-53 SI-12"),
        preview="the edges from what records (trails, load balancers, CloudFront, Config ...) to buckets, and the days themselves",
        passes='expiration={"days": 90}',
        fails='expiration={"days": 7}',
        settings={"minDays": Setting(default=30, description="Days that records in buckets have to be kept")},
    )
)
def retained(graph: Graph, config: Config) -> Findings:
    """No expiration keeps them for ever, which is long enough here."""
    buckets = records(graph, kinds.BUCKET)
    least = config.number("minDays")
    for bucket in buckets.found:
        yield from _kept(graph, bucket, least)
    for bucket in buckets.unresolved:
        yield from at_most_undecided(_kept(graph, bucket, least), Undecided(bucket, _KEEPS_RECORDS))


def _kept(graph: Graph, bucket: Resource, least: float) -> Findings:
    lifecycles = graph.attached(kinds.BUCKET_LIFECYCLE, "bucket", kinds.BUCKET)
    if graph.is_protected and bucket.get("forceDestroy") not in (None, False):
        if bucket.get("forceDestroy") is UNKNOWN:
            yield Undecided(bucket, "forceDestroy")
        else:
            yield Violation(bucket, "`forceDestroy` deletes the records together with the bucket.")
    for source, path in ((bucket, "lifecycleRules"), *((one, "rules") for one in lifecycles.to(bucket))):
        if not source.is_unset(path):
            yield from _expirations(source, path, least)
    for one in lifecycles.unresolved:
        yield from unless_unknown(_expirations(one, "rules", least), one, "bucket")


def _expirations(source: Resource, path: str, least: float) -> Findings:
    """A rule is switched by `status` beside the bucket and by `enabled` in it."""
    for position, rule in enumerate(items(source.get(path))):
        if dig(rule, "status") == "Disabled" or dig(rule, "enabled") is False:
            continue
        place = f"{path}.{position}.expiration.days"
        days = dig(rule, "expiration.days")
        kept = number(days)
        if days is UNKNOWN:
            yield Undecided(source, place)
        elif kept is not None and 0 < kept < least:
            found = Violation(source, f"`{place}` is {kept:g}; it has to be {least:g}.")
            yield from unless_unknown(iter([found]), source, f"{path}.{position}.status", f"{path}.{position}.enabled")


class _Stores:
    """What keeps records, or may, of one type."""

    def __init__(self, graph: Graph, token: str, stores: Records) -> None:
        self._token = token
        self._path = _NAMES[token]
        self._is_certain = {
            store: certain for certain in (True, False) for store in (stores.found if certain else stores.unresolved)
        }
        self._by_end: dict[str, list[Resource]] = {}
        self._unnamed = []
        for store in (one for one in self._is_certain if one.type == token):
            name = store.get(self._path)
            if name is UNKNOWN:
                self._unnamed.append(store)
            for end in () if name is UNKNOWN else _ENDS[token]:
                self._by_end.setdefault(end.format(text(name)), []).append(store)
        self._ends = Texts(self._by_end)
        self._others = frozenset(text(one.get(self._path)) for one in graph.of(token))

    def changed_by(self, source: Resource, statement: Statement, role: Resource) -> Findings:
        """What a role's statement changes. A pattern for another store of the stack, by its whole name, is for no nameless one."""
        if not any(map(statement.allows_action, _WRITES[self._token])):
            return
        patterns = [one for one in statement.resources if _SERVICES[self._token] in one and not is_everywhere(one)]
        if any(_named(pattern, self._token) not in self._others for pattern in patterns):
            yield from (Undecided(one, self._path) for one in self._unnamed)
        reached = (store for one in patterns for end in self._ends.like(_end(one)) for store in self._by_end[end])
        for store in dict.fromkeys(reached):
            what = f"Statement {statement.label} lets `{role.name}` change the record in `{store.name}`."
            yield Violation(source, what) if self._is_certain[store] else Undecided(store, _KEEPS_RECORDS)


@stack_rule(
    About(
        name="records-out-of-reach",
        title="No workload can write or delete the record of what it does, or switch off what watches it",
        severity="high",
        why="Whoever takes a workload over erases their traces, hides them among made-up ones, or leaves none any more.",
        fix="Take the bucket or log group of trails, Config, flow logs, load balancers and access logs out of the role's "
        "`Resource`, the role out of the bucket's own policy, and what switches trails, recorders and detectors off out of "
        "`Action`.",
        references=("NIST-800-53 AC-5", "NIST-800-53 AU-9", "NIST-800-53 AU-9(4)"),
        preview="policies when their text is known, and the edges from workloads to roles",
        passes='"Action": "s3:PutObject", "Resource": "arn:aws:s3:::pde-production-models/*"',
        fails='"Action": "s3:PutObject", "Resource": "arn:aws:s3:::pde-production-access-logs/*"',
    )
)
def out_of_reach(graph: Graph, _: Config) -> Findings:
    """Tasks, functions, builds and machines are workloads, and what starts them; their own logs are no record."""
    stores = records(graph)
    kept = [_Stores(graph, token, stores) for token in _WRITES]
    roles = _workload_roles(graph)
    yield from roles.unresolved
    for role in roles.found:
        granted = grants(graph, role, _HARMLESS)
        yield from granted.unresolved
        for source, statement in granted.found:
            for stop in _STOPS:
                if not statement.is_everything and statement.allows_action(stop):
                    yield Violation(
                        source, f"Statement {statement.label} lets `{role.name}` switch off what records or watches (`{stop}`)."
                    )
            for one in kept:
                yield from one.changed_by(source, statement, role)
    held = frozenset(roles.found)
    for bucket in stores.found if held else ():
        yield from _admits(graph, bucket, held)
    for bucket in stores.unresolved if held else ():
        yield from at_most_undecided(_admits(graph, bucket, held), Undecided(bucket, _KEEPS_RECORDS))


def _workload_roles(graph: Graph) -> Known[Resource]:
    roles = Known[Resource]()
    for token, paths in _WORKLOADS.items():
        for workload in graph.of(token):
            for path in paths:
                links = graph.links(workload, path, kinds.ROLE)
                roles.add(Known(list(links.targets), [Undecided(workload, path)] if links.unknown else []))
    return Known(list(dict.fromkeys(roles.found)), roles.unresolved)


def _admits(graph: Graph, bucket: Resource, roles: Collection[Resource]) -> Findings:
    """What lets workloads into a bucket: its own policy, one beside it, and one that may be beside it."""
    if bucket.type != kinds.BUCKET:
        return
    policies = graph.attached(kinds.BUCKET_POLICY, "bucket", kinds.BUCKET)
    for holder in (bucket, *policies.to(bucket)):
        yield from _admitted(graph, holder, bucket, roles)
    for holder in policies.unresolved:
        yield from unless_unknown(_admitted(graph, holder, bucket, roles), holder, "bucket")


def _admitted(graph: Graph, holder: Resource, bucket: Resource, roles: Collection[Resource]) -> Findings:
    """Workloads that a bucket's own policy lets change what it holds."""
    if holder.is_unset("policy"):
        return
    statements = statements_of(holder, "policy")
    yield from statements.unresolved
    for statement in statements.found:
        names = [name for kind, name in statement.principals if kind == "AWS"]
        if any(map(statement.allows_action, _WRITES[kinds.BUCKET])):
            for role in graph.resolve(holder, "policy", names, kinds.ROLE).targets:
                if role in roles:
                    yield Violation(holder, f"Statement {statement.label} lets `{role.name}` change the record in `{bucket.name}`.")


def _named(pattern: str, token: str) -> str:
    """The part of an ARN that names a bucket or a log group."""
    end = _end(pattern)
    return end.partition("/")[0] if token == kinds.BUCKET else end.removeprefix("log-group:").partition(":")[0]


def _end(pattern: str) -> str:
    return pattern.split(":", 5)[-1]


RULES: tuple[Rule, ...] = (retained, out_of_reach)
