"""Each kind of difference exactly, and nothing else."""

import dataclasses
import json
from pathlib import Path

import pulumi_aws as aws
import pytest

from offline.changes.difference import as_data, difference
from offline.changes.markdown import markdown
from offline.changes.replacing import KNOWN, STATEFUL, replaces
from offline.changes.text import text
from offline.changes.values import ABSENT, changes
from offline.simulation.runner import Mode, record
from tests.offline.changes import guesses
from tests.offline.changes.programs import CONFIG, Program, between, database, run, touched
from tests.stacks import recorded

CANARY = "correct-horse-battery"


def test_the_same_program_twice_is_no_difference() -> None:
    found = difference(recorded("dev"), recorded("dev"), names=("dev", "dev"))
    assert found.empty
    assert not list(found.losses)
    assert (
        text(found) == f"Nothing differs between dev and dev: {sum(one.custom for one in recorded('dev').resources)} resources.\n"
    )


def test_a_renamed_database_is_lost_and_loud() -> None:
    found = between(database("database"), database("orders"))
    assert touched(found) == {"added": {"orders"}, "removed": {"database"}}
    assert [(one.entry.name, one.verb) for one in found.losses] == [("database", "is deleted")]
    first, second, *_ = text(found).splitlines()
    assert first == "DATA IS AT STAKE: 1 of these changes takes data with it"
    assert second == "  ! database (aws:rds:Instance) is deleted: it is called orders now, which is another resource"


def test_a_renamed_database_with_an_alias_stays() -> None:
    assert between(database("database"), database("orders", aliases=("database",))).empty


def test_an_engine_version_is_an_update() -> None:
    found = between(database(version="16"), database(version="17"))
    assert touched(found) == {"updated": {"database"}}
    assert [tuple(one) for one in found.updated[0].changes] == [("engineVersion", "16", "17")]
    assert not found.losses


def test_another_engine_is_a_replacement_that_the_engine_refuses_where_it_is_protected() -> None:
    found = between(database(protect=True), database(engine="mysql", protect=True))
    assert touched(found) == {"replaced": {"database"}}
    assert "  ! database (aws:rds:Instance) is replaced: engine changes; protected: the engine refuses" in text(found).splitlines()
    assert "engine: postgres -> mysql  [replaces it: rds/instance.go]" in text(found)


def test_what_is_retained_is_not_lost_when_it_is_declared_no_longer() -> None:
    found = between(database(retain=True), lambda: None)
    assert touched(found) == {"removed": {"database"}}
    assert not found.losses
    assert "aws:rds:Instance  database [stays in AWS, forgotten]" in text(found)


def test_what_the_engine_ignores_is_no_difference() -> None:
    assert between(database(version="16", ignored=("engineVersion",)), database(version="17", ignored=("engineVersion",))).empty


def test_a_secret_is_never_shown() -> None:
    found = between(database(password=CANARY), database(password=f"{CANARY}-two"))
    assert touched(found) == {"updated": {"database"}}
    assert "password: (secret) changed" in text(found)
    for shown in (text(found), markdown(found), json.dumps(as_data(found)), repr(found)):
        assert CANARY not in shown


def test_a_secret_that_comes_or_goes_is_never_shown() -> None:
    for before, after, word in (
        (database(), database(password=CANARY), "added"),
        (database(password=CANARY), database(), "removed"),
    ):
        found = between(before, after)
        assert f"password: (secret) {word}" in text(found)
        assert CANARY not in json.dumps(as_data(found)) + text(found)


def test_a_changed_default_tag_is_one_difference() -> None:
    def config(team: str) -> dict[str, str]:
        return {"aws:defaultTags": json.dumps({"tags": {"Team": team}})}

    before, after = (run(database(), **config(team)) for team in ("a", "b"))
    found = difference(before, after, names=("before", "after"))
    assert len(found.resources.changed) == 1
    assert "the provider aws\n    defaultTags.tags.Team: a -> b\n" in text(found)


def test_a_moved_file_is_no_difference(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    declaration = "import pulumi_aws as aws\naws.sqs.Queue('jobs', name='jobs')\n"
    for folder in (one, other):
        folder.mkdir()
    (one / "__main__.py").write_text(declaration)
    (other / "__main__.py").write_text("import moved\n")
    (other / "moved.py").write_text("# A line more.\n" + declaration)
    before, after = (record(folder, stack="dev", config=CONFIG) for folder in (one, other))
    assert difference(before, after, names=("before", "after")).empty


def network(block: str) -> Program:
    def program() -> None:
        vpc = aws.ec2.Vpc("vpc", cidr_block=block)
        aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.1.0/24")
        aws.ec2.InternetGateway("gateway", vpc_id=vpc.id)

    return program


def test_what_is_inside_a_replaced_resource_is_replaced_with_it() -> None:
    found = between(network("10.0.0.0/16"), network("10.0.0.0/17"))
    assert touched(found) == {"replaced": {"vpc", "subnet"}, "updated": {"gateway"}}
    assert "vpcId: <vpc> -> <vpc>, the new one  [replaces it: ec2/vpc_subnet.go]" in text(found)


def test_a_guess_says_that_it_is_one() -> None:
    def topic(name: str) -> Program:
        return lambda: aws.sns.Topic("alerts", name=name)

    assert "name: a -> b  [replaces it: a guess, from CloudFormation]" in text(between(topic("a"), topic("b")))


def test_options_are_differences() -> None:
    found = between(database(protect=True), database())
    assert [tuple(one) for one in found.updated[0].changes] == [("option protect", True, False)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"ids": ["a", "b"]}, {"ids": ["b", "a"]}, []),
        ({"command": ["a", "b"]}, {"command": ["b", "a"]}, [("command", ["a", "b"], ["b", "a"])]),
        ({"ids": ["a", "b"]}, {"ids": ["b", "c", "d"]}, [("ids", "a", ABSENT), ("ids", ABSENT, "c"), ("ids", ABSENT, "d")]),
        ({"p": '{"a": 1, "b": 2}'}, {"p": '{"b": 2, "a": 1}'}, []),
        ({"p": '{"Action": "x"}'}, {"p": '{"Action": ["x"]}'}, []),
        ({"l": [{"name": "a", "v": 1}, {"name": "b"}]}, {"l": [{"name": "b"}, {"name": "a", "v": 2}]}, [("l.a.v", 1, 2)]),
        ({"n": 1}, {"n": "1"}, []),
        ({"n": None}, {}, []),
        ({"t": "a=1\nb=2\n"}, {"t": "a=1\nb=3\n"}, [("t", "b=2", "b=3")]),
    ],
)
def test_values_are_compared_as_what_they_are(before: object, after: object, expected: list[object]) -> None:
    assert [tuple(one) for one in changes(before, after)] == expected


@pytest.mark.parametrize(("before", "after", "replaced"), [("7.0", "7.1", False), ("7.1", "7.0", True), ("9.0", "10.0", False)])
def test_a_version_that_goes_back_replaces_a_cache(before: str, after: str, *, replaced: bool) -> None:
    kind = "aws:elasticache/replicationGroup:ReplicationGroup"
    assert bool(replaces(kind, "engineVersion", before, after)) is replaced


def test_a_resource_that_moves_to_another_region_is_replaced() -> None:
    assert replaces("aws:sns/topic:Topic", "region", "us-east-1", "us-west-2")


def test_every_row_names_arguments_of_its_type_and_its_source() -> None:
    arguments = dict(guesses.tokens())
    for kind, row in KNOWN.items():
        if kind.startswith("aws:"):
            named = {path.partition(".")[0] for path in (*row.replaces, *row.downgrades, *row.switches)}
            assert named <= arguments[kind], kind
            assert row.source.endswith(".go"), kind
    assert set(arguments) >= STATEFUL


def test_the_guesses_are_what_the_schemas_say() -> None:
    assert json.loads(guesses.FILE.read_text()) == guesses.guesses(), "make knowledge writes them anew"


def test_a_bigger_api_is_a_new_revision_and_a_size() -> None:
    before, after = recorded("dev"), recorded("dev", Mode.APPLIED, ("platform:services.api.memory", 2048))
    found = difference(before, after, names=("before", "after"))
    assert touched(found) == {"updated": {"api-definition", "api-service"}}
    assert [tuple(one) for one in found.effects.sizes] == [("api-definition memory (MiB)", "1024", "2048")]
    assert "api-definition (aws:ecs:TaskDefinition), a new revision\n    memory: 1024 -> 2048\n" in text(found)
    assert "api-service (aws:ecs:Service)\n    taskDefinition: <api-definition> -> <api-definition>, the new one\n" in text(found)
    assert not found.effects.permissions


def test_a_new_service_is_what_belongs_to_it_and_nothing_else() -> None:
    after = recorded("dev")
    own = {one.name for one in after.resources if "intervention-worker" in one.name}
    before = dataclasses.replace(after, resources=tuple(one for one in after.resources if one.name not in own))
    found = difference(before, after, names=("before", "after"))
    assert touched(found) == {"added": {one.name for one in after.resources if one.name in own and one.custom}}
    assert {one.holder for one in found.effects.permissions} <= own
    assert found.effects.permissions
    assert found.effects.opened
    assert found.effects.alarms_gained
    assert not found.losses


def test_two_stacks_are_a_table_of_choices() -> None:
    found = difference(recorded("dev"), recorded("staging"), names=("dev", "staging"))
    assert found.side_by_side
    assert not found.losses
    shown = text(found)
    assert "pde-dev" not in shown
    assert "pde-staging" not in shown
    assert "replaces it" not in shown
    assert "(secret)" not in shown
    assert max(map(len, shown.splitlines())) <= 130
    assert "NAT gateways" not in shown, "both have one"


def test_markdown_is_never_longer_than_a_comment() -> None:
    found = difference(recorded("dev"), recorded("account"), names=("dev", "account"))
    assert len(markdown(found)) < 65_536
