"""What `explain` says of the parts of a stack, held against what the stack declares."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from offline.cost.estimate import estimate
from offline.errors import Exit, PreviewError
from offline.explaining.explain import Explanation
from offline.explaining.explain import explain as explained
from offline.explaining.text import as_json, text
from offline.simulation.runner import Recording, record
from tests import reading
from tests.offline.samples import run_here, write_project
from tests.shipped import STACKS, recorded


def rows(found: Explanation, title: str) -> tuple[tuple[str, str], ...]:
    (section,) = (one for one in found.sections if one.title == title)
    return section.rows


def explain(recording: Recording, name: str) -> Explanation:
    return explained(recording, name, estimate(recording, {}))


@pytest.fixture(scope="module")
def production() -> Recording:
    return recorded("production")


@pytest.mark.parametrize("name", ["api", "feature-processor", "migrate"])
def test_what_a_workload_connects_to_is_what_its_rules_say(production: Recording, name: str) -> None:
    groups = {f"{part}-group": part for part in ("api", "alb", "cache", "dashboard", "database", "feature-processor", "stream")}
    found = explain(production, name)
    told = {(groups.get(peer, peer), str(port)) for peer, port in reading.destinations_of(production, f"{name}-group")}
    assert set(rows(found, "May connect to")) == told


def test_a_database_knows_who_reaches_it(production: Recording) -> None:
    found = explain(production, "database")
    told = {source.removesuffix("-group") for source, _ in reading.sources_of(production, "database-group")}
    assert {(source, "5432") for source in told} == set(rows(found, "Is reached from"))
    assert {who.partition(",")[0] for who, _ in rows(found, "Is used by")} == told, (
        "whoever may connect may read the password, and nobody else"
    )


def test_permissions_are_those_of_the_roles_and_name_what_they_are_about(production: Recording) -> None:
    said = rows(explain(production, "api"), "May do")
    role = production.named("api-task-role").inputs["name"]
    declared = Counter(action for one in reading.permissions(production, role) for action in one["Action"] for _ in one["Resource"])
    told: Counter[str] = Counter()
    for holder, what in said:
        if holder == "api-task-role":
            told.update(what.partition(" on ")[0].split(", "))
    assert told == declared
    assert any("models/* (models)" in what for _, what in said)
    assert any(what.startswith("kafka-cluster:DescribeTopic") and "(stream)" in what for _, what in said)
    assert not any("sts:AssumeRole" in what for _, what in said), "who may take a role on is no permission of it"


def test_secrets_are_named_and_never_shown(production: Recording) -> None:
    told = dict(rows(explain(production, "api"), "Gets secrets"))
    assert told.keys() == reading.secrets(production, "api").keys()
    assert told["DATABASE_URL"].startswith("url of arn:aws:secretsmanager:")
    assert "(database), version " in told["DATABASE_URL"]


def test_environment_sizes_and_alarms(production: Recording) -> None:
    found = explain(production, "api")
    assert dict(rows(found, "Is told")) == reading.environment(production, "api")
    assert dict(rows(found, "Sizes"))["api-scaling"] == "least 2, most 10"
    assert {"api-latency-alarm", "api-healthy-alarm"} <= {name for name, _ in rows(found, "Alarms")}


def test_how_data_is_kept(production: Recording) -> None:
    found = explain(production, "database")
    kept = dict(rows(found, "Kept, copied and protected"))
    assert "days of backups, to any second: 7; AWS refuses to delete it: yes" in kept["database-instance"]
    assert "a copy elsewhere" in kept["database-backups-copy"]
    assert kept["backup-selection"] == "recovery points in the backup vault"
    assert {name for name, _ in rows(found, "Encrypted with")} >= {"database-instance", "database-secret"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_part_of_a_stack_can_be_explained(stack: str) -> None:
    recording = recorded(stack)
    costs = estimate(recording, {})
    for root in recording.children(recording.resources[0].urn):
        found = explained(recording, root.name, costs)
        assert found.name == root.name
        assert text(found).startswith(f"{root.name} of {stack}\n")


def test_costs_are_those_of_the_estimate(production: Recording) -> None:
    (_, whole), *each = rows(explain(production, "database"), "Costs a month, USD")
    expected = estimate(production, {}).components["database"].expected
    assert whole.startswith(f"{expected} expected, from ")
    assert sum(Decimal(amount) for _, amount in each) == expected
    assert each[0][0] == "database-instance"


def test_a_resource_stands_for_its_component(production: Recording) -> None:
    assert explain(production, "database-instance").name == "database"


def test_a_wrong_name_gets_the_closest(production: Recording) -> None:
    with pytest.raises(PreviewError, match="no component called 'databse'; it has database"):
        explain(production, "databse")


def small() -> None:
    """Declare what nothing of ours has: a denial, everyone, a range of ports, a muted alarm."""
    group = aws.ec2.SecurityGroup("web")
    aws.vpc.SecurityGroupIngressRule(
        "in", security_group_id=group.id, ip_protocol="tcp", from_port=8000, to_port=8010, cidr_ipv4="10.0.0.0/8"
    )
    aws.vpc.SecurityGroupEgressRule("out", security_group_id=group.id, ip_protocol="-1", cidr_ipv4="0.0.0.0/0")
    role = aws.iam.Role("runner", assume_role_policy="{}")
    statement = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    aws.iam.RolePolicy("denial", role=role.name, policy=json.dumps({"Statement": [statement]}))
    aws.cloudwatch.MetricAlarm(
        "web-alarm", comparison_operator="LessThanThreshold", evaluation_periods=1, alarm_description="It is slow."
    )
    pulumi.export("password", pulumi.Output.secret("hunter2"))


def test_what_our_stacks_do_not_have() -> None:
    recording = record(small, stack="dev", config={"aws:region": "us-east-1"})
    web = explain(recording, "web")
    assert rows(web, "Is reached from") == (("10.0.0.0/8", "8000-8010"),)
    assert rows(web, "May connect to") == (("0.0.0.0/0", "all"),)
    assert rows(web, "Alarms") == (("web-alarm", "It is slow. (tells nobody)"),)
    assert rows(explain(recording, "runner"), "May do") == (("runner", "must not s3:* on *"),)


def test_json_has_the_same(production: Recording) -> None:
    found = explain(production, "cache")
    said: dict[str, Any] = json.loads(as_json(found))
    assert (said["stack"], said["name"]) == ("production", "cache")
    assert said["sections"]["is reached from"] == [{"about": who, "says": port} for who, port in rows(found, "Is reached from")]


WEB = """
import pulumi_aws as aws

group = aws.ec2.SecurityGroup("web")
aws.vpc.SecurityGroupIngressRule("in", security_group_id=group.id, ip_protocol="tcp", from_port=443, cidr_ipv4="10.0.0.0/8")
"""


def test_the_command_explains_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_project(tmp_path, WEB, "{aws:region: us-east-1}")
    refused = run_here(capsys, "explain", "dev", "nothing-like-it", "-C", folder)
    assert refused.returncode == Exit.INPUT
    assert "no component called 'nothing-like-it'" in refused.stderr
    told = run_here(capsys, "explain", "dev", "web", "-C", folder)
    assert told.returncode == Exit.OK
    assert "Is reached from" in told.stdout
