"""The engine's own decisions: URNs, edges, what is known when, what is secret, and that runs do not see each other."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_random as random
import pytest

from offline.simulation.runner import UNKNOWN, Mode, OfflineError, Recording, Resource, Secret, plain, record
from offline.simulation.values import is_unknown, redacted
from tests.offline.samples import SAMPLE, SAMPLE_CONFIG, measured, write_project


@pytest.fixture(scope="module", name="planned")
def _planned() -> Recording:
    return record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.PLANNED)


@pytest.fixture(scope="module", name="applied")
def _applied() -> Recording:
    return record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.APPLIED)


def _as_measured(resource: Resource) -> dict[str, Any]:
    """A resource the way the measurement notes it; sets of URNs sorted, what is empty left out."""
    entry = {
        "urn": resource.urn,
        "type": resource.type,
        "custom": resource.custom,
        "parent": resource.parent,
        "inputs": None if resource.type == "awsx:ec2:Vpc" else _shown(redacted(resource.inputs)),
        "protect": resource.protect,
        "ignoreChanges": list(resource.ignore_changes),
        "dependencies": sorted(resource.dependencies),
        "propertyDependencies": {key: sorted(urns) for key, urns in resource.property_dependencies.items()},
    }
    return {key: value for key, value in entry.items() if value or key == "custom"}


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return "<unknown>" if value == UNKNOWN else value


def _measured() -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in measured("engine-planned.json"):
        for urns in entry.get("propertyDependencies", {}).values():
            urns.sort()
        yield entry["urn"], {**entry, **({"dependencies": sorted(entry["dependencies"])} if "dependencies" in entry else {})}


MEASURED = dict(_measured())


def test_plans_the_same_resources_as_the_real_engine(planned: Recording) -> None:
    assert {resource.urn for resource in planned.resources} == MEASURED.keys()


@pytest.mark.parametrize("urn", MEASURED, ids=lambda urn: "::".join(urn.split("::")[2:]))
def test_plans_each_resource_as_the_real_engine_did(planned: Recording, urn: str) -> None:
    assert _as_measured(planned.by_urn[urn]) == MEASURED[urn]


def test_both_modes_declare_the_same_resources(planned: Recording, applied: Recording) -> None:
    assert [resource.urn for resource in planned.resources] == [resource.urn for resource in applied.resources]


def test_planned_leaves_unknown_what_aws_decides(planned: Recording) -> None:
    key = planned.named("database-key")
    assert key.id == ""
    assert key.outputs["arn"] == UNKNOWN
    assert key.outputs["enableKeyRotation"] is True
    assert planned.outputs["reference"] == UNKNOWN


def test_applied_knows_everything(applied: Recording) -> None:
    open_ = [resource.urn for resource in applied.resources if is_unknown([resource.inputs, resource.outputs])]
    assert open_ == []
    assert all(resource.id for resource in applied.resources if resource.custom)


def test_applied_makes_whole_documents_readable(applied: Recording) -> None:
    document = json.loads(applied.named("unknown").inputs["policy"])
    assert document["Statement"][0]["Resource"] == applied.named("database-secret").outputs["arn"]


def test_a_secret_stays_secret_through_everything_made_of_it(applied: Recording) -> None:
    password = applied.named("database-password").outputs["result"]
    assert isinstance(password, Secret)
    assert isinstance(applied.named("database-instance").inputs["password"], Secret)
    version = applied.named("database-secret-version").inputs["secretString"]
    assert isinstance(version, Secret)
    assert json.loads(plain(version))["password"] == password.value
    assert len(password.value) == 32


def test_no_text_form_of_a_secret_shows_it(applied: Recording) -> None:
    password = applied.named("database-password").outputs["result"]
    assert password.value not in repr(applied)
    assert password.value not in f"{password}{password!r}"


def test_default_tags_reach_every_resource_that_takes_tags(applied: Recording) -> None:
    assert applied.named("copy").outputs["tagsAll"] == {"System": "sample", "Environment": "sample", "Tier": "copy"}


def test_a_resource_in_another_region_lives_there(applied: Recording) -> None:
    copy = applied.named("copy").outputs
    assert copy["region"] == "us-west-2"
    assert copy["bucketRegionalDomainName"].endswith(".s3.us-west-2.amazonaws.com")


def test_the_same_program_is_recorded_the_same_twice(applied: Recording) -> None:
    assert record(SAMPLE, stack="sample", config=SAMPLE_CONFIG, mode=Mode.APPLIED) == applied


def test_runs_do_not_see_each_other() -> None:
    def program() -> None:
        aws.sns.Topic("topic", name=pulumi.Config().require("name"))
        pulumi.export("dry", pulumi.runtime.is_dry_run())

    first = record(program, stack="one", config={"platform:name": "first"}, mode=Mode.PLANNED)
    second = record(program, stack="two", config={"platform:name": "second"})
    assert (first.named("topic").inputs["name"], first.outputs["dry"]) == ("first", True)
    assert (second.named("topic").inputs["name"], second.outputs["dry"]) == ("second", False)
    assert second.named("topic").urn == "urn:pulumi:two::platform::aws:sns/topic:Topic::topic"
    assert pulumi.runtime.get_root_resource() is None


def test_modules_of_a_program_are_loaded_anew_for_each_run(tmp_path: Path) -> None:
    write_project(tmp_path, "import pulumi, part\npart.seen.append(1)\npulumi.export('seen', len(part.seen))\n")
    (tmp_path / "part.py").write_text("seen = []\n", encoding="utf-8")
    assert [record(tmp_path, stack="dev").outputs["seen"] for _ in range(2)] == [1, 1]
    assert "part" not in sys.modules
    assert str(tmp_path) not in sys.path


def test_a_program_gets_its_own_modules_though_others_of_that_name_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the project would otherwise silently run the code of the checkout it was made from."""
    write_project(tmp_path, "import pulumi, part\npulumi.export('name', part.NAME)\n")
    (tmp_path / "part.py").write_text("NAME = 'own'\n", encoding="utf-8")
    loaded = ModuleType("part")
    loaded.__dict__.update(__file__="/elsewhere/part.py", NAME="other")
    monkeypatch.setitem(sys.modules, "part", loaded)
    assert record(tmp_path, stack="dev").outputs["name"] == "own"
    assert sys.modules["part"] is loaded


def test_a_program_runs_in_its_own_folder(tmp_path: Path) -> None:
    write_project(tmp_path, "import os, pulumi\npulumi.export('here', os.getcwd())\n")
    assert record(tmp_path, stack="dev").outputs["here"] == str(tmp_path.resolve())
    assert Path.cwd() != tmp_path


class _Component(pulumi.ComponentResource):
    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platform:part:Part", name, None, opts)
        self.topic = aws.sns.Topic(f"{name}-topic", opts=pulumi.ResourceOptions(parent=self))
        self.register_outputs({"arn": self.topic.arn})


def test_urns_chain_component_types_but_not_the_stack() -> None:
    def program() -> None:
        outer = _Component("outer")
        _Component("inner", pulumi.ResourceOptions(parent=outer))

    recording = record(program, stack="dev")
    prefix = "urn:pulumi:dev::platform::"
    assert recording.named("outer").urn == f"{prefix}platform:part:Part::outer"
    assert recording.named("inner-topic").urn == f"{prefix}platform:part:Part$platform:part:Part$aws:sns/topic:Topic::inner-topic"


def test_a_component_hands_out_what_it_registers() -> None:
    recording = record(lambda: _Component("part"), stack="dev")
    assert recording.named("part").outputs == {"arn": recording.named("part-topic").outputs["arn"]}


def test_options_are_kept() -> None:
    options = pulumi.ResourceOptions(
        protect=True,
        ignore_changes=["displayName"],
        delete_before_replace=True,
        retain_on_delete=True,
        custom_timeouts=pulumi.CustomTimeouts(create="40m"),
        aliases=[pulumi.Alias(name="old")],
        additional_secret_outputs=["arn"],
    )
    topic = record(lambda: aws.sns.Topic("topic", opts=options), stack="dev").named("topic")
    assert (topic.protect, topic.ignore_changes, topic.delete_before_replace, topic.retain_on_delete) == (
        True,
        ("displayName",),
        True,
        True,
    )
    assert topic.custom_timeouts.create == "40m"
    assert topic.aliases == ("urn:pulumi:dev::platform::aws:sns/topic:Topic::old",)
    assert isinstance(topic.outputs["arn"], Secret)


def test_a_resource_belongs_to_the_default_provider_of_its_package() -> None:
    recording = record(lambda: aws.sns.Topic("topic"), stack="dev", config={"aws:region": "eu-west-1"})
    (provider,) = recording.providers
    assert provider.type == "pulumi:providers:aws"
    assert provider.inputs == {"region": "eu-west-1"}
    assert recording.named("topic").provider == f"{provider.urn}::{provider.id}"


def test_a_provider_of_the_program_decides_the_region_of_its_resources() -> None:
    def program() -> None:
        elsewhere = aws.Provider("elsewhere", region="eu-west-1")
        aws.sns.Topic("topic", opts=pulumi.ResourceOptions(provider=elsewhere))

    recording = record(program, stack="dev", config={"aws:region": "us-east-1"})
    assert ":eu-west-1:" in recording.named("topic").outputs["arn"]


def test_what_the_vpc_component_hands_out_depends_on_what_it_made() -> None:
    def program() -> None:
        vpc = awsx.ec2.Vpc(
            "network",
            availability_zone_names=["us-east-1a"],
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=awsx.ec2.NatGatewayStrategy.NONE),
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            subnet_specs=[awsx.ec2.SubnetSpecArgs(type=awsx.ec2.SubnetType.ISOLATED, cidr_mask=24)],
        )
        aws.ec2.VpcEndpoint(
            "storage",
            vpc_id=vpc.vpc_id,
            service_name="com.amazonaws.us-east-1.s3",
            route_table_ids=vpc.route_tables.apply(lambda tables: [table.id for table in tables]),
        )

    for mode in Mode:
        recording = record(program, stack="dev", mode=mode)
        tables = recording.of("aws:ec2/routeTable:RouteTable")
        endpoint = recording.named("storage")
        assert {recording.named("network", "aws:ec2/vpc:Vpc").urn, tables[0].urn} <= set(
            endpoint.property_dependencies["routeTableIds"]
        )
        assert endpoint.inputs["routeTableIds"] == [table.id or UNKNOWN for table in tables]


def test_two_resources_of_one_urn_are_an_error_naming_it() -> None:
    def program() -> None:
        aws.sns.Topic("topic")
        aws.sns.Topic("topic")

    with pytest.raises(OfflineError, match=r"urn:pulumi:dev::platform::aws:sns/topic:Topic::topic"):
        record(program, stack="dev")


def test_what_the_program_raises_is_raised() -> None:
    def program() -> None:
        random.RandomPassword("password", length=8).result.apply(lambda _: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        record(program, stack="dev")


def test_reading_an_existing_resource_is_refused() -> None:
    with pytest.raises(OfflineError, match=r"aws:sns/topic:Topic 'theirs' reads an existing resource"):
        record(lambda: aws.sns.Topic.get("theirs", "arn"), stack="dev")


def test_warnings_of_the_program_are_kept() -> None:
    recording = record(lambda: pulumi.log.warn("careful"), stack="dev")
    assert recording.messages == ("careful",)


def test_asking_for_a_resource_that_is_not_there_lists_those_that_are(applied: Recording) -> None:
    with pytest.raises(LookupError, match=r"no resource is named 'databse'; candidates:"):
        applied.named("databse")
    with pytest.raises(LookupError, match=r"several resources are named 'network'[\s\S]*network  awsx:ec2:Vpc"):
        applied.named("network")
    assert applied.named("network", "awsx:ec2:Vpc").custom is False
    assert [resource.name for resource in applied.of("aws:s3/bucket:Bucket")] == ["copy"]
