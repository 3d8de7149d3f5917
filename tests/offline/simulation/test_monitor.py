"""Registrations become what the engine would keep: URNs, edges, options, providers."""

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pytest

from offline.simulation.durations import seconds
from offline.simulation.runner import UNKNOWN, Mode, OfflineError, Recording, Secret, record


def test_default_tags_reach_every_resource_that_takes_tags(applied: Recording) -> None:
    assert applied.named("copy").outputs["tagsAll"] == {"System": "sample", "Environment": "sample", "Tier": "copy"}


def test_a_resource_in_another_region_lives_there(applied: Recording) -> None:
    copy = applied.named("copy").outputs
    assert copy["region"] == "us-west-2"
    assert copy["bucketRegionalDomainName"].endswith(".s3.us-west-2.amazonaws.com")


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
        custom_timeouts=pulumi.CustomTimeouts(create="1h30m", update="40m"),
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
    assert topic.custom_timeouts.chosen == {"create": 5400, "update": 2400}, "seconds, as the engine keeps them"
    assert topic.aliases == ("urn:pulumi:dev::platform::aws:sns/topic:Topic::old",)
    assert isinstance(topic.outputs["arn"], Secret)


@pytest.mark.parametrize("wrong", ["40", "40 m", "forty minutes", "40m,", "m", "1d", "-5m"])
def test_a_timeout_that_is_no_duration_is_refused(wrong: str) -> None:
    options = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(delete=wrong))
    with pytest.raises(OfflineError, match=r"The delete timeout of aws:sns/topic:Topic 'topic' is .*no duration; write .* 40m"):
        record(lambda: aws.sns.Topic("topic", opts=options), stack="dev")


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("0", 0), ("90s", 90), ("1.5h", 5400), ("1h30m", 5400), ("1500ms", 1.5)])
def test_a_timeout_is_read_as_the_engine_reads_it(text: str, expected: float) -> None:
    assert seconds(text, what="x") == expected


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


def test_reading_an_existing_resource_is_refused() -> None:
    with pytest.raises(OfflineError, match=r"aws:sns/topic:Topic 'theirs' reads an existing resource"):
        record(lambda: aws.sns.Topic.get("theirs", "arn"), stack="dev")
