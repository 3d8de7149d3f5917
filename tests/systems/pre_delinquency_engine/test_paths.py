"""Who may reach whom over the network, and what no workload may touch."""

import pytest

from offline.simulation.runner import Mode, Recording
from tests import reading
from tests.shipped import STACKS, recorded


@pytest.mark.parametrize(
    ("group", "sources"),
    [
        (
            "database-group",
            {(f"{name}-group", 5432) for name in ("api", "dashboard", "feature-processor", "intervention-worker", "migrate")},
        ),
        ("cache-group", {("api-group", 6379)}),
        (
            "stream-group",
            {(f"{name}-group", 9098) for name in ("api", "feature-processor", "intervention-worker", "transaction-simulator")},
        ),
        ("api-group", {("alb-group", 8000), ("dashboard-group", 8000), ("feature-processor-group", 8000)}),
        ("dashboard-group", {("alb-group", 8501)}),
        ("feature-processor-group", set()),
        ("intervention-worker-group", set()),
        ("transaction-simulator-group", set()),
        ("migrate-group", set()),
        ("alb-group", {("0.0.0.0/0", 443), ("0.0.0.0/0", 80)}),
    ],
)
def test_who_may_enter(production: Recording, group: str, sources: set[tuple[str, int]]) -> None:
    assert reading.sources_of(production, group) == sources


@pytest.mark.parametrize(
    ("group", "destinations"),
    [
        ("api-group", {("0.0.0.0/0", 443), ("database-group", 5432), ("cache-group", 6379), ("stream-group", 9098)}),
        ("dashboard-group", {("0.0.0.0/0", 443), ("database-group", 5432), ("api-group", 8000)}),
        (
            "feature-processor-group",
            {("0.0.0.0/0", 443), ("database-group", 5432), ("stream-group", 9098), ("api-group", 8000)},
        ),
        ("intervention-worker-group", {("0.0.0.0/0", 443), ("database-group", 5432), ("stream-group", 9098)}),
        ("transaction-simulator-group", {("0.0.0.0/0", 443), ("stream-group", 9098)}),
        ("migrate-group", {("0.0.0.0/0", 443), ("database-group", 5432)}),
        ("alb-group", {("api-group", 8000), ("dashboard-group", 8501)}),
        ("database-group", set()),
        ("cache-group", set()),
        ("stream-group", set()),
    ],
)
def test_where_it_may_go(production: Recording, group: str, destinations: set[tuple[str, int]]) -> None:
    assert reading.destinations_of(production, group) == destinations


def test_no_security_group_carries_rules_of_its_own(production: Recording) -> None:
    """Inline rules and separate ones fight: each `up` would remove the other's."""
    for group in production.of("aws:ec2/securityGroup:SecurityGroup"):
        assert "ingress" not in group.inputs
        assert "egress" not in group.inputs


def test_the_firewall_blocks_what_aws_knows_and_who_asks_too_often(production: Recording) -> None:
    acl = production.named("firewall-acl").inputs
    groups = [
        rule["statement"]["managedRuleGroupStatement"]["name"]
        for rule in acl["rules"]
        if "managedRuleGroupStatement" in rule["statement"]
    ]
    assert {"AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"} <= set(groups)
    (limit,) = (rule for rule in acl["rules"] if "rateBasedStatement" in rule["statement"])
    assert limit["action"] == {"block": {}}
    assert limit["statement"]["rateBasedStatement"]["limit"] == 2000
    association = production.named("firewall-association").inputs
    assert association["resourceArn"] == production.named("alb-load-balancer").outputs["arn"]
    logging = production.named("firewall-logging").inputs
    assert logging["logDestinationConfigs"] == [production.named("firewall-logs").outputs["arn"]]


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("stack", STACKS)
def test_the_firewall_logs_what_it_blocked_or_counted_and_nothing_that_is_a_secret(stack: str, mode: Mode) -> None:
    """WAF logs every request by default, and query strings name customers. Samples and match details ask the web ACL."""
    logging = recorded(stack, mode).named("firewall-logging").inputs
    assert logging["loggingFilter"]["defaultBehavior"] == "DROP"
    (kept,) = logging["loggingFilter"]["filters"]
    assert (kept["behavior"], kept["requirement"]) == ("KEEP", "MEETS_ANY")
    assert [one["actionCondition"] for one in kept["conditions"]] == [
        {"action": action} for action in ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")
    ]
    hidden = ["authorization", "cookie", "referer"]
    assert logging["redactedFields"] == [{"queryString": {}}, *({"singleHeader": {"name": header}} for header in hidden)]
    protected = recorded(stack, mode).named("firewall-acl").inputs["dataProtectionConfig"]["dataProtections"]
    assert protected == [
        {"action": "SUBSTITUTION", "field": {"fieldType": "QUERY_STRING"}},
        {"action": "SUBSTITUTION", "field": {"fieldType": "SINGLE_HEADER", "fieldKeys": hidden}},
    ]


def test_nothing_may_change_evidence(production: Recording) -> None:
    """Flow logs, firewall logs and load-balancer logs: a workload that is taken over must not be able to cover its tracks."""
    evidence = ("flow-logs", "aws-waf-logs", "alb-logs")
    for role in production.of(reading.ROLE):
        if role.name == "network-flow-logs-role":
            continue
        resources = [arn for statement in reading.permissions(production, role.inputs["name"]) for arn in statement["Resource"]]
        assert not [arn for arn in resources if any(name in arn for name in evidence)]


def test_the_default_security_group_is_emptied(production: Recording) -> None:
    (group,) = production.of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert set(group.inputs) == {"vpcId"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_role_is_used_by_one_workload_in_one_part(stack: str) -> None:
    roles = []
    for definition in recorded(stack).of(reading.TASK_DEFINITION):
        roles += [definition.inputs["taskRoleArn"], definition.inputs["executionRoleArn"]]
    assert len(roles) == len(set(roles)) == 12
