"""Permissions by effect and not by text, openings, and what cannot be read."""

import json

import pulumi
import pulumi_aws as aws
import pytest

from offline.access.openings import Opening
from offline.access.statements import covers
from tests.offline.changes.programs import QUEUES, Program, between, role

READ = (["sqs:ReceiveMessage"], [f"{QUEUES}:a", f"{QUEUES}:b"])


def test_a_widened_policy_is_what_it_adds_and_nothing_else() -> None:
    found = between(role(READ), role((["sqs:ReceiveMessage", "sqs:SendMessage"], READ[1])))
    (only,) = found.effects.permissions
    assert only.holder == "worker"
    assert only.gained == (f"sqs:SendMessage on {QUEUES}:a", f"sqs:SendMessage on {QUEUES}:b")
    assert only.lost == ()


def test_a_wildcard_replaced_by_what_it_covered_gains_nothing() -> None:
    found = between(role((["sqs:ReceiveMessage"], [f"{QUEUES}:*"])), role(READ))
    (only,) = found.effects.permissions
    assert only.gained == ()
    assert only.lost == (f"sqs:ReceiveMessage on {QUEUES}:*",)


@pytest.mark.parametrize(
    ("before", "after", "gained"),
    [
        (role((["sqs:*"], ["*"])), role((["sqs:ReceiveMessage"], ["*"])), ()),
        (role((["SQS:receivemessage"], ["*"])), role((["sqs:ReceiveMessage"], ["*"])), ()),
        (role(READ), role(READ, deny=((["sqs:*"], ["*"]),)), ()),
        (role(READ, deny=((["sqs:*"], ["*"]),)), role(READ), ("no longer: deny sqs:* on *",)),
        (role(READ, deny=((["sqs:*"], ["*"]),)), role(READ, (["sqs:SendMessage"], ["*"]), deny=((["sqs:*"], ["*"]),)), ()),
        (role(READ), role((["sqs:ReceiveMessage"], [f"{QUEUES}:?"])), (f"sqs:ReceiveMessage on {QUEUES}:?",)),
    ],
    ids=["narrowed", "spelt otherwise", "denied", "denied no longer", "denied all along", "a pattern of the two"],
)
def test_gains_follow_from_the_effect(before: Program, after: Program, gained: tuple[str, ...]) -> None:
    assert [text for one in between(before, after).effects.permissions for text in one.gained] == list(gained)


def test_the_same_statements_in_another_order_and_spelling_are_no_difference_in_permissions() -> None:
    turned = role((["sqs:ReceiveMessage"], [QUEUES + ":b"]), (["sqs:ReceiveMessage"], [QUEUES + ":a"]))
    assert between(role(READ), turned).effects.permissions == ()


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("*", "a", True),
        ("a*", "a?c*", True),
        ("a?", "a*", False),
        ("a*", "*", False),
        ("a.c", "abc", False),
        ("not a", "b", False),
        ("*", "not a", True),
    ],
)
def test_one_pattern_covers_another(wide: str, narrow: str, *, expected: bool) -> None:
    assert covers(wide, narrow) is expected


def group(*rules: tuple[str, int, int]) -> Program:
    def program() -> None:
        opened = aws.ec2.SecurityGroup("web", vpc_id="vpc-1", description="web")
        for cidr, first, last in rules:
            aws.vpc.SecurityGroupIngressRule(
                f"from-{cidr}-{first}",
                security_group_id=opened.id,
                cidr_ipv4=cidr,
                from_port=first,
                to_port=last,
                ip_protocol="tcp",
            )

    return program


def test_an_opened_port_is_an_opening_and_a_narrowed_one_is_not() -> None:
    found = between(
        group(("10.0.0.0/8", 443, 443)), group(("10.0.0.0/8", 443, 443), ("10.1.0.0/16", 443, 443), ("0.0.0.0/0", 22, 22))
    )
    assert found.effects.opened == ("web lets in 0.0.0.0/0 on tcp 22",)
    assert found.effects.closed == ()
    back = between(group(("0.0.0.0/0", 0, 65535)), group(("10.0.0.0/8", 443, 443)))
    assert back.effects.opened == ()
    assert back.effects.closed == ("web lets in 0.0.0.0/0 on tcp all ports",)


def test_every_protocol_covers_each() -> None:
    everything = Opening("web", "egress", "0.0.0.0/0", "-1", 0, 65535)
    assert everything.covers(Opening("web", "egress", "10.0.0.0/8", "udp", 53, 53))
    assert str(everything) == "web may reach 0.0.0.0/0 on every protocol"


def test_a_document_that_cannot_be_read_is_named() -> None:
    def secret() -> None:
        aws.iam.RolePolicy("permissions", role="worker", policy=pulumi.Output.secret(json.dumps({"Statement": []})))
        aws.iam.Role("worker", name="worker", assume_role_policy="{}")

    (only,) = between(role(READ), secret).effects.permissions
    assert only.unread == ("permissions",)


def test_containers_show_variables_and_only_the_names_of_secrets() -> None:
    def task(level: str, place: str) -> Program:
        one = {
            "name": "api",
            "environment": [{"name": "LEVEL", "value": level}, {"name": "SAME", "value": "x"}],
            "secrets": [{"name": "PASSWORD", "valueFrom": place}],
        }
        return lambda: aws.ecs.TaskDefinition("api-definition", family="api", container_definitions=json.dumps([one]))

    effects = between(task("info", "place-one"), task("debug", "place-two")).effects
    assert [tuple(one) for one in effects.environment] == [("api LEVEL", "info", "debug")]
    assert [tuple(one) for one in effects.secrets] == [("api PASSWORD", "a secret", "a secret")]


def test_a_lost_and_a_silent_alarm_are_said() -> None:
    def alarms(*names: str, told: bool = True) -> Program:
        def program() -> None:
            for name in names:
                aws.cloudwatch.MetricAlarm(
                    name, comparison_operator="GreaterThanThreshold", evaluation_periods=1, alarm_actions=["arn"] if told else []
                )

        return program

    effects = between(alarms("cpu", "disk"), alarms("cpu", "memory", told=False)).effects
    assert (effects.alarms_lost, effects.alarms_gained, effects.alarms_silenced) == (("disk",), ("memory",), ("cpu",))
