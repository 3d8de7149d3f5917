"""Every property of every case made unknown, or made nonsense: never a false alarm, never a pass in silence, never a crash."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest

from policy.engine.catalogue import RULES
from policy.model import kinds
from policy.model.rule import Rule, Violation
from policy.model.values import UNKNOWN
from tests.policy.asking import ALL, EDGE, noting
from tests.policy.plans import Plan, Spec, paths, put
from tests.policy.rules import CASES
from tests.policy.tables import BY_NAME, judge, named

NONSENSE: tuple[object, ...] = (
    *(None, "", "x", "{}", "[]", 0, -1, 7.5, True, UNKNOWN),
    *([], {}, [None], ["x"], [[]], [{}], {"x": "y"}, {"Statement": "x"}, {"0": [UNKNOWN]}),
)
IDENTITIES = ("id", "arn", "name")
MANGLED = 2  # plans a rule; more of them are more of the same, and random ones are in test_fuzz
ALIKE = 6  # from this position on, what a list holds is more of the same
DOCUMENTS = ("policy", "containerDefinitions")
ELSEWHERE = Spec(token="random:index/randomId:RandomId", name="elsewhere")  # what an unknown value comes from


def good_plans(rule: str) -> list[Plan]:
    return [case.plan for case in CASES if case.rule == rule and not case.violates and not case.undecided and not case.config]


def opened(plan: Plan) -> Plan:
    """The plan with its JSON documents as objects, so that what is inside can be changed too."""
    specs = []
    for one in plan.specs.values():
        props = {
            name: json.loads(value) if name in DOCUMENTS and isinstance(value, str) else value for name, value in one.props.items()
        }
        specs.append(replace(one, props=props))
    return Plan(*specs)


def variants(plan: Plan) -> list[Plan]:
    """A plan as it is, and opened where that makes a difference."""
    other = opened(plan)
    return [plan] if other.specs == plan.specs else [plan, other]


def unknowns(rule: Rule, plan: Plan, config: Mapping[str, object] | None = None) -> Iterator[tuple[str, Plan]]:
    """Each property that a rule asks for unknown in turn, in a world that fits together.

    An unknown input always comes from another resource's output, so its property has an edge. What identifies a resource
    (`IDENTITIES`) is left alone: nothing could name it by value while it is unknown.
    """
    for one, path in places(rule, plan.add(ELSEWHERE), config):
        if path[0] in IDENTITIES or (one.token, path[0]) == (kinds.BUCKET, "bucket"):
            continue
        edges = dict(one.edges) if one.edges.get(path[0]) else {**one.edges, path[0]: [ELSEWHERE.name]}
        mutant = with_props(plan, one, put(one.props, path, UNKNOWN), edges)
        yield f"{one.name}.{'.'.join(path)}", mutant.add(ELSEWHERE)


def places(rule: Rule, plan: Plan, config: Mapping[str, object] | None = None) -> list[tuple[Spec, tuple[str, ...]]]:
    """Everything inside the properties of a plan that a rule asks for: whatever else changes, it finds the same.

    Of a list the first are looked at: a few plans have lists of hundreds of the same.
    """
    with noting() as asked:
        judge(rule, plan, config)
    known = {(name, path.removeprefix(EDGE)) for _, name, path in asked}
    return [
        (one, path)
        for one in plan.specs.values()
        for path in paths({key: held for key, held in one.props.items() if known & {(one.name, key), (one.name, ALL)}})
        if not any(step.isdigit() and int(step) >= ALIKE for step in path)
    ]


def with_props(plan: Plan, one: Spec, props: object, edges: Mapping[str, Sequence[str]] | None = None) -> Plan:
    assert isinstance(props, Mapping)
    changed = replace(one, props=props, edges=one.edges if edges is None else edges)
    return Plan(*(changed if each is one else each for each in plan.specs.values()))


JUDGED = [rule for rule in RULES if rule.about.waivable]


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.about.name)
def test_an_unknown_property_is_never_a_violation(rule: Rule) -> None:
    for plan in good_plans(rule.about.name):
        for original in variants(plan):
            for where, mutant in unknowns(rule, original):
                assert named(judge(rule, mutant), Violation) == set(), where


# Where a bad case with one property unknown passes in silence, and why that is right.
# What a rule says, the types and the properties it is about, as one pattern for `rule Type.property`.
SILENT = {
    "Being there decides: an unknown value comes from a resource, so it is neither empty, null, nor AWS's own.": (
        r"\S+ \w+\.(.*\.)?(kmsKeyId|kmsMasterKeyId|kmsKeyArn|encryptionAtRestKmsKeyArn|keyId|encryptionKey(\.id)?)",
        r"secret-customer-key \w+\.masterUserSecretKmsKeyId",
        r"activity-logged MultitenantDistribution\.defaultCacheBehavior",
        r"activity-logged (Distribution\.loggingConfig|Stage\.accessLogSettings|Domain\.logPublishingOptions)",
        r"watchers-on (Budget\.notifications|AnomalySubscription\.subscribers)",
        r"service-principals-conditioned Permission\.sourceArn",
        r"(alarm-acts|iam-no-administrator) (Metric|Composite)Alarm\.alarmActions",
        r"build-logged Project\.logsConfig\.cloudwatchLogs\.groupName",
        r"nothing-public ((Multitenant)?Distribution\.origins|NodeGroup\.remoteAccess)",
        r"cache-authenticated Cluster\.aclName",
        r"cache-authenticated ReplicationGroup\.(authToken|userGroupIds)",
        r"data-backed-up Cluster\.globalClusterIdentifier",
        r"listener-tls-1-2 Listener\.certificateArn",
        r"rds-not-public Cluster\.dbSubnetGroupName",
        r"rds-maintained-and-logged Cluster\.enabledCloudwatchLogsExports",
        r"security-groups-described SecurityGroup(IngressRule)?\.(description|egress|ingress)",
        r"pipeline-artifacts-encrypted Pipeline\.artifactStores",
    ),
    "AWS's own policies are named in full; what is unknown is the stack's, judged where it is declared, or another stack's.": (
        r"iam-no-(administrator|exfiltration|wildcards) \w+\.(policyArns?|managedPolicyArns?)",
    ),
    "The rule about the single rule or its port says undecided, about the same resource.": (
        r"internet-reaches-load-balancers-only SecurityGroup\w*\.(ingress|(.*\.)?(cidrIpv4|cidrBlocks|ipv6CidrBlocks))",
        r"open-web-ports-on-load-balancers-only SecurityGroup\w*\.(ingress|(.*\.)?(fromPort|toPort|ipProtocol|protocol|type))",
    ),
    "Programs write it out: no resource's output is an engine, a family or a list of a secret's regions.": (
        r"datastore-reached-only-by-workloads (Instance|ReplicationGroup)\.engine",
        r"rds-(iam-authentication|tls-required) \w+\.(engine|family)",
        r"(data-backed-up|secret-customer-key) Secret\.replicas",
        r"pass-role-closed Policy\.path",
        r"pipeline-artifacts-encrypted Project\.secondaryArtifacts(\.type)?",
        r"pipeline-source-by-connection Pipeline\.stages\.actions\.category",
        r"build-no-credentials Project\.source\.location",
        r"task-log-groups-declared Service\.serviceConnectConfiguration(\..*)?",
        r"endpoints-complete VpcEndpoint\.vpcEndpointType",
        r"watchers-on WebAcl\.scope",
        r"data-backed-up BucketReplicationConfig\.rules(\.status)?",
        r"ecs-tasks-isolated TaskDefinition\.requiresCompatibilities",
    ),
    "AWS gives it: in a preview it is unknown in every stack, and edges tell instead.": (
        r"default-group-emptied Vpc\.defaultSecurityGroupId",
        r"data-backed-up (Selection|Table)\.region",
        r"workloads-in-private-subnets Vpc\.(defaultRouteTableId|mainRouteTableId)",
    ),
    "What no edge leads to is another stack's: its groups, networks, subnets, buckets, functions, queues and topics.": (
        r"watchers-on (BucketNotification|Distribution|EventSourceMapping|EventTarget|Function|FunctionEventInvokeConfig)\..*",
        r"watchers-on (Integration|LogSubscriptionFilter|Queue|RedrivePolicy|Rule|Schedule|SecretRotation)\..*",
        r"watchers-on (TargetGroupAttachment|TopicSubscription|UserPool)\..*",
        r"s3-access-logged BucketPolicy\.bucket",
        r"default-group-emptied SecurityGroup(In|E)gressRule\.securityGroupId",
        r"data-backed-up Selection\.planId",
        r"public-load-balancer-guarded WebAclAssociation\.webAclArn",
        r"endpoints-complete (Service\.networkConfiguration(\.subnets)?|Subnet\.vpcId|VpcEndpoint\.vpcId)",
        r"internet-reaches-load-balancers-only Service\.networkConfiguration(\.securityGroups)?",
        r"(endpoints-complete|open-web-ports-on-load-balancers-only|workloads-in-private-subnets) StateMachine\.definition",
        r"s3-encrypted-with-customer-key BucketLogging\.targetBucket",
    ),
    "The rule about endpoints' policies says undecided, about the same policy.": (
        r"endpoints-complete VpcEndpoint(Policy)?\.policy",
    ),
    "AWS refuses a task with secrets and no execution role.": (
        r"task-secrets-match-execution-role TaskDefinition\.containerDefinitions",
    ),
}


KNOWN_SILENT = tuple(pattern for patterns in SILENT.values() for pattern in patterns)


@cache
def silent(rule: str) -> frozenset[str]:
    """Where a rule's bad cases pass without a word when the property there is unknown, as `rule Type.property`."""
    found: set[str] = set()
    for case in CASES:
        if case.rule == rule and case.violates:
            for where, mutant in unknowns(BY_NAME[rule], case.plan, case.config):
                if not judge(BY_NAME[rule], mutant, case.config):
                    found.add(_spot(rule, mutant, where))
    return frozenset(found)


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.about.name)
def test_an_unknown_property_is_never_a_pass_in_silence(rule: Rule) -> None:
    assert {spot for spot in silent(rule.about.name) if not any(re.fullmatch(known, spot) for known in KNOWN_SILENT)} == set()


def test_every_exception_is_still_one() -> None:
    spots = {spot for rule in JUDGED for spot in silent(rule.about.name)}
    assert [known for known in KNOWN_SILENT if not any(re.fullmatch(known, spot) for spot in spots)] == []


def _spot(rule: str, plan: Plan, where: str) -> str:
    """The place without positions in lists."""
    (one,) = (one for one in plan.specs.values() if where.startswith(f"{one.name}."))
    steps = where.removeprefix(f"{one.name}.").split(".")
    return f"{rule} {one.token.rpartition(':')[2]}.{'.'.join(step for step in steps if not step.isdigit())}"


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.about.name)
def test_nonsense_never_crashes_a_rule(rule: Rule) -> None:
    """Every third of it at each place, another third at the next."""
    for plan in good_plans(rule.about.name)[:MANGLED]:
        for original in variants(plan):
            for index, (one, path) in enumerate(places(rule, original)):
                for new in NONSENSE[index % 3 :: 3]:
                    judge(rule, with_props(original, one, put(one.props, path, new)))


def test_a_rule_is_silent_about_a_stack_with_nothing_of_its_kind() -> None:
    plan = Plan(Spec(token="random:index/randomPassword:RandomPassword", name="password"))
    assert [finding for rule in JUDGED for finding in judge(rule, plan)] == []


def test_no_message_repeats_a_secret() -> None:
    """Whatever a rule says about a plan, it never says what a container's variable or a password holds."""
    rule = BY_NAME["ecs-no-plaintext-secrets"]
    for case in (case for case in CASES if case.rule == rule.about.name and case.violates):
        said = " ".join(finding.what for finding in judge(rule, case.plan))
        for held in environment_values(case.plan):
            assert held not in said, case.title


def environment_values(plan: Plan) -> Iterator[str]:
    for one in opened_or_same(plan).specs.values():
        for path in paths(one.props):
            if path[-1] == "value":
                value: object = one.props
                for step in path:
                    value = value[int(step)] if isinstance(value, list) else value[step] if isinstance(value, Mapping) else None
                if isinstance(value, str) and len(value) > 1:
                    yield value


def opened_or_same(plan: Plan) -> Plan:
    try:
        return opened(plan)
    except ValueError:
        return plan
