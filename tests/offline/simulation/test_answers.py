"""What AWS is pretended to answer has the form AWS gives it, wherever a policy or a document may read it."""

import re
from collections.abc import Callable
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
import pytest

from offline.simulation.runner import Mode, Resource, Secret, plain, record

HERE = "us-east-1:111122223333"


SECOND_REGION = {"aws:region": "eu-west-1"}


def _one(declare: Callable[[], object], **options: Any) -> Resource:
    """The last resource a program declares."""
    return record(declare, stack="dev", **options).resources[-1]


BALANCER = f"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/app/web/0123456789abcdef"


CLUSTER = f"arn:aws:kafka:{HERE}:cluster/stream/0123-4"


WAF_METRICS = aws.wafv2.WebAclVisibilityConfigArgs(cloudwatch_metrics_enabled=True, metric_name="w", sampled_requests_enabled=True)


ANSWERS: dict[str, tuple[Callable[[], object], dict[str, str]]] = {
    "bucket": (lambda: aws.s3.Bucket("b", bucket="logs"), {"arn": "arn:aws:s3:::logs", "id": "logs"}),
    "role": (
        lambda: aws.iam.Role("r", name="app", assume_role_policy="{}"),
        {"arn": "arn:aws:iam::111122223333:role/app", "id": "app"},
    ),
    "policy with a path": (
        lambda: aws.iam.Policy("p", name="app", path="/team/", policy="{}"),
        {"arn": "arn:aws:iam::111122223333:policy/team/app"},
    ),
    "identity provider": (
        lambda: aws.iam.OpenIdConnectProvider("p", url="https://token.example.com", client_id_lists=["x"]),
        {"arn": "arn:aws:iam::111122223333:oidc-provider/token.example.com"},
    ),
    "key": (lambda: aws.kms.Key("k"), {"arn": rf"arn:aws:kms:{HERE}:key/[0-9a-f-]{{36}}", "id": "[0-9a-f-]{36}"}),
    "multi-region key": (lambda: aws.kms.Key("k", multi_region=True), {"arn": rf"arn:aws:kms:{HERE}:key/mrk-[0-9a-f]{{32}}"}),
    "replica of a key": (
        lambda: aws.kms.ReplicaKey("k", primary_key_arn=f"arn:aws:kms:{HERE}:key/mrk-1", region="us-west-2"),
        {"arn": "arn:aws:kms:us-west-2:111122223333:key/mrk-1"},
    ),
    "alias": (lambda: aws.kms.Alias("a", name="alias/app", target_key_id="1"), {"arn": f"arn:aws:kms:{HERE}:alias/app"}),
    "secret": (lambda: aws.secretsmanager.Secret("s", name="a/b"), {"arn": rf"arn:aws:secretsmanager:{HERE}:secret:a/b-\w{{6}}"}),
    "parameter": (
        lambda: aws.ssm.Parameter("p", name="/a/b", type="String", value="x"),
        {"arn": f"arn:aws:ssm:{HERE}:parameter/a/b", "id": "/a/b", "version": r"\d{1,5}"},
    ),
    "log group": (lambda: aws.cloudwatch.LogGroup("l", name="/a"), {"arn": f"arn:aws:logs:{HERE}:log-group:/a"}),
    "cluster": (lambda: aws.ecs.Cluster("c", name="app"), {"arn": f"arn:aws:ecs:{HERE}:cluster/app"}),
    "service": (
        lambda: aws.ecs.Service("s", name="api", cluster=f"arn:aws:ecs:{HERE}:cluster/app"),
        {"arn": f"arn:aws:ecs:{HERE}:service/app/api"},
    ),
    "task definition": (
        lambda: aws.ecs.TaskDefinition("t", family="api", container_definitions="[]"),
        {"arn": rf"arn:aws:ecs:{HERE}:task-definition/api:\d+", "revision": r"\d+", "id": "api"},
    ),
    "repository": (
        lambda: aws.ecr.Repository("r", name="app/api"),
        {"repositoryUrl": r"111122223333\.dkr\.ecr\.us-east-1\.amazonaws\.com/app/api", "registryId": "111122223333"},
    ),
    "load balancer": (
        lambda: aws.lb.LoadBalancer("l", name="web"),
        {
            "arn": rf"arn:aws:elasticloadbalancing:{HERE}:loadbalancer/app/web/[0-9a-f]{{16}}",
            "arnSuffix": "app/web/[0-9a-f]{16}",
            "dnsName": r"web-\d+\.us-east-1\.elb\.amazonaws\.com",
            "zoneId": "Z35SXDOTRQ7X7K",
        },
    ),
    "listener": (
        lambda: aws.lb.Listener("l", load_balancer_arn=BALANCER, default_actions=[]),
        {"arn": rf"arn:aws:elasticloadbalancing:{HERE}:listener/app/web/0123456789abcdef/[0-9a-f]{{16}}"},
    ),
    "rule": (
        lambda: aws.lb.ListenerRule(
            "r", listener_arn=BALANCER.replace("loadbalancer/", "listener/") + "/1", actions=[], conditions=[]
        ),
        {"arn": rf"arn:aws:elasticloadbalancing:{HERE}:listener-rule/app/web/0123456789abcdef/1/[0-9a-f]{{16}}"},
    ),
    "database": (
        lambda: aws.rds.Instance("d", identifier="app", engine="postgres", instance_class="db.t4g.micro"),
        {
            "arn": f"arn:aws:rds:{HERE}:db:app",
            "id": "db-[A-Z0-9]{26}",
            "address": r"app\.\w{12}\.us-east-1\.rds\.amazonaws\.com",
            "endpoint": r"app\..*:5432",
            "port": "5432",
        },
    ),
    "cache": (
        lambda: aws.elasticache.ReplicationGroup("c", replication_group_id="app", description="x", num_cache_clusters=2),
        {"primaryEndpointAddress": r"master\.app\.\w{6}\.cache\.amazonaws\.com", "port": "6379"},
    ),
    "topic of a stream": (
        lambda: aws.msk.Topic("t", name="orders", cluster_arn=CLUSTER, partition_count=3, replication_factor=3),
        {"arn": f"arn:aws:kafka:{HERE}:topic/stream/0123-4/orders"},
    ),
    "notification topic": (lambda: aws.sns.Topic("t", name="alerts"), {"arn": f"arn:aws:sns:{HERE}:alerts"}),
    "queue": (
        lambda: aws.sqs.Queue("q", name="jobs"),
        {"arn": f"arn:aws:sqs:{HERE}:jobs", "url": "https://sqs.us-east-1.amazonaws.com/111122223333/jobs"},
    ),
    "state machine": (
        lambda: aws.sfn.StateMachine("m", name="job", role_arn="r", definition="{}"),
        {"arn": f"arn:aws:states:{HERE}:stateMachine:job"},
    ),
    "web ACL": (
        lambda: aws.wafv2.WebAcl("w", name="web", scope="REGIONAL", default_action={"allow": {}}, visibility_config=WAF_METRICS),
        {"arn": rf"arn:aws:wafv2:{HERE}:regional/webacl/web/[0-9a-f-]{{36}}"},
    ),
    "trail": (
        lambda: aws.cloudtrail.Trail("t", name="audit", s3_bucket_name="b"),
        {"arn": f"arn:aws:cloudtrail:{HERE}:trail/audit"},
    ),
    "vault": (lambda: aws.backup.Vault("v", name="app"), {"arn": f"arn:aws:backup:{HERE}:backup-vault:app"}),
    "a type without templates": (
        lambda: aws.pipes.Pipe("p", source="s", target="t", role_arn="r"),
        {"arn": f"arn:aws:pipes:{HERE}:pipe/p-.*"},
    ),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_ids_and_arns_have_their_real_shape(what: str) -> None:
    declare, expected = ANSWERS[what]
    resource = _one(declare)
    found = {**resource.outputs, "id": resource.id}
    for output, pattern in expected.items():
        assert re.fullmatch(pattern, str(found[output])), (output, found[output])


def test_brokers_are_listed_for_the_authentication_that_is_on() -> None:
    cluster = _one(
        lambda: aws.msk.Cluster(
            "c",
            cluster_name="stream",
            kafka_version="3.8.x",
            number_of_broker_nodes=2,
            broker_node_group_info={"client_subnets": ["a", "b"], "instance_type": "kafka.t3.small", "security_groups": ["g"]},
            client_authentication={"sasl": {"iam": True}},
        )
    ).outputs
    brokers = cluster["bootstrapBrokersSaslIam"].split(",")
    assert len(brokers) == 2
    assert all(broker.endswith(":9098") for broker in brokers)
    assert cluster["bootstrapBrokersSaslScram"] == ""
    assert re.fullmatch(rf"arn:aws:kafka:{HERE}:cluster/stream/{cluster['clusterUuid']}", cluster["arn"])


def test_a_certificate_asks_for_one_record_a_domain() -> None:
    options = _one(
        lambda: aws.acm.Certificate(
            "c", domain_name="example.com", subject_alternative_names=["*.example.com"], validation_method="DNS"
        )
    ).outputs["domainValidationOptions"]
    assert [option["domainName"] for option in options] == ["example.com", "*.example.com"]
    assert len({option["resourceRecordName"] for option in options}) == 1, "a wildcard shares its domain's record"


def test_a_secret_version_belongs_to_its_secret() -> None:
    version = _one(lambda: aws.secretsmanager.SecretVersion("v", secret_id="arn:secret", secret_string="x"))
    assert version.outputs["arn"] == "arn:secret"
    assert version.id == f"arn:secret|{version.outputs['versionId']}"
    assert isinstance(version.outputs["secretString"], Secret)


def test_what_has_no_name_is_named_after_the_program_s_name() -> None:
    name = _one(lambda: aws.lb.TargetGroup("a-service-with-quite-a-long-name")).outputs["name"]
    assert re.fullmatch(r"a-service-with-quite-a-l-[0-9a-f]{7}", name)
    assert len(name) == 32


def test_the_region_of_the_stack_is_where_things_are() -> None:
    assert ":eu-west-1:" in _one(lambda: aws.sns.Topic("t"), config=SECOND_REGION).outputs["arn"]


def test_the_region_of_a_resource_wins_over_that_of_the_stack() -> None:
    assert ":us-west-2:" in _one(lambda: aws.sns.Topic("t", region="us-west-2"), config=SECOND_REGION).outputs["arn"]


def test_what_the_program_could_have_set_is_not_invented() -> None:
    """A rule that wants a customer's key, a policy or a snapshot must not find one that was not given."""
    outputs = _one(lambda: aws.rds.Instance("d", engine="postgres", instance_class="db.t4g.micro")).outputs
    assert (outputs["kmsKeyId"], outputs["snapshotIdentifier"], outputs["backupRetentionPeriod"]) == ("", "", 0)
    assert _one(lambda: aws.secretsmanager.Secret("s")).outputs["policy"] == ""


@pytest.mark.parametrize("length", [8, 32])
def test_a_password_is_as_long_as_asked_and_secret(length: int) -> None:
    password = _one(lambda: random.RandomPassword("p", length=length, special=False)).outputs["result"]
    assert isinstance(password, Secret)
    assert len(password.value) == length
    assert password.value.isalnum()


def test_random_bytes_are_secret_and_of_the_length_asked() -> None:
    outputs = _one(lambda: random.RandomBytes("b", length=32)).outputs
    assert isinstance(outputs["base64"], Secret)
    assert len(plain(outputs["hex"])) == 64


def test_a_planned_password_is_an_unknown_secret() -> None:
    password = _one(lambda: random.RandomPassword("p", length=8), mode=Mode.PLANNED).outputs["result"]
    assert isinstance(password, Secret)
