"""Each setting of network and data changes what it says and nothing else: what is registered with and without it is compared."""

from offline.simulation.runner import Mode
from tests import reading
from tests.shipped import recorded
from tests.systems.pre_delinquency_engine.engine import CERTIFICATE, CLOSED, SHIFTED, WORKLOADS, differences, with_settings

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


def test_without_nat_tasks_leave_through_endpoints_alone() -> None:
    closed = with_settings(*CLOSED)
    assert closed.of("aws:ec2/natGateway:NatGateway") == []
    assert closed.of("aws:ec2/eip:Eip") == []
    assert reading.destinations_of(closed, "api-group") == {
        ("network-endpoints", 443),
        ("prefix list", 443),
        ("database-group", 5432),
        ("cache-group", 6379),
        ("stream-group", 9098),
    }
    workloads = set(WORKLOADS)
    assert reading.sources_of(closed, "network-endpoints") == {(f"{name}-group", 443) for name in workloads}


def test_interface_endpoints_answer_for_aws_names_and_for_this_account_only() -> None:
    closed = with_settings(*CLOSED)
    endpoints = {endpoint.name: endpoint for endpoint in closed.of(ENDPOINT)}
    assert set(endpoints) == {
        "network-s3",
        "network-ecr-api",
        "network-ecr-dkr",
        "network-logs",
        "network-secretsmanager",
        "network-xray",
        "network-monitoring",
    }
    for name, endpoint in endpoints.items():
        if name == "network-s3":
            continue
        assert endpoint.inputs["vpcEndpointType"] == "Interface"
        assert endpoint.inputs["privateDnsEnabled"] is True
        (statement,) = reading.document(endpoint)
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
        assert statement["Action"] != ["*"]


def test_s3_goes_through_the_gateway_endpoint_from_every_route_table() -> None:
    dev = recorded("dev")
    endpoint = dev.named("network-s3")
    assert endpoint.inputs["vpcEndpointType"] == "Gateway"
    assert set(endpoint.inputs["routeTableIds"]) == {table.id for table in dev.of("aws:ec2/routeTable:RouteTable")}
    own, images = reading.document(endpoint)
    assert own["Condition"] == {"StringEquals": {"aws:ResourceAccount": "111122223333"}}
    assert images["Resource"] == ["arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]


def test_data_subnets_have_no_way_out() -> None:
    dev = recorded("dev")
    data = {table.id for table in dev.of("aws:ec2/routeTable:RouteTable") if "-data-" in table.name}
    assert len(data) == 3
    assert not [route.name for route in dev.of("aws:ec2/route:Route") if route.inputs["routeTableId"] in data]


def test_a_named_certificate_needs_no_dns_of_ours() -> None:
    named = with_settings(*SHIFTED)
    assert named.named("alb-certificate-alarm").inputs["dimensions"] == {"CertificateArn": CERTIFICATE}
    assert named.named("alb-https").inputs["certificateArn"] == CERTIFICATE


def test_the_allow_list_replaces_everybody() -> None:
    assert reading.sources_of(with_settings(*SHIFTED), "alb-group") == {("203.0.113.0/24", 443), ("203.0.113.0/24", 80)}


def test_listeners() -> None:
    dev = recorded("dev")
    https, http = dev.named("alb-https").inputs, dev.named("alb-http").inputs
    assert (https["port"], https["protocol"]) == (443, "HTTPS")
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert https["defaultActions"][0]["fixedResponse"]["statusCode"] == "404"
    assert http["defaultActions"][0]["redirect"] == {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}


def test_fixed_storage_has_no_ceiling() -> None:
    before, after = (one.named("database-instance").inputs for one in (recorded("dev"), with_settings(*SHIFTED)))
    assert {key: value for key, value in before.items() if key != "maxAllocatedStorage"} == after != before


def test_what_carries_a_password_waits_for_it() -> None:
    """What a rotation changes, tests/systems/test_second_update.py tells."""
    for dependent in ("database-instance", "database-secret-version", "api-definition", "migrate-definition"):
        assert reading.waits_for(recorded("dev"), dependent, "database-password")


def test_protection_touches_only_what_protects() -> None:
    protected, open_ = recorded("production"), recorded("production", Mode.APPLIED, ("platform:protect", False))
    appears, disappears, changes = differences(protected, open_)
    assert appears == disappears == set()
    kinds = ("aws:kms/key:Key", "aws:s3/bucket:Bucket", "aws:ecr/repository:Repository", "aws:backup/vault:Vault")
    held = {resource.name for kind in kinds for resource in protected.of(kind)}
    assert changes == held | {"database-instance", "database-secret", "cache-replicas", "cache-secret", "alb-load-balancer"}


def test_slack_shows_alarms_and_commands_nothing() -> None:
    shown = with_settings(*SHIFTED)
    assert reading.permissions(shown, "pde-dev-alerts-slack") == []
    channel = shown.named("alerts-slack-channel").inputs
    assert channel["snsTopicArns"] == [shown.named("alerts-topic").outputs["arn"]]


def test_what_is_shifted_changes_what_it_says_and_nothing_else() -> None:
    appears, disappears, changes = differences(with_settings(*SHIFTED))
    assert appears == {
        *("alerts-slack", "alerts-slack-channel"),
        *("alb-http-from-203.0.113.0-24", "alb-https-from-203.0.113.0-24"),
        "alb-to-sign-in-for-dashboard",
    }
    assert disappears == {
        "alerts-platform-alerts-at-example.com",
        *("alb-http-from-0.0.0.0-0", "alb-https-from-0.0.0.0-0"),
        *("alb-certificate", "alb-certificate-proof", "alb-certificate-issued", "alb-alias"),
        *("collector", "collector-repository", "collector-lifecycle"),
    }
    assert changes == {
        "database-instance",
        *("alb-https", "alb-certificate-alarm", "watch-dashboard"),
        *("api-definition", "api-service", "api-rule", "dashboard-rule", "migrate-definition", "migrate-machine"),
    }


def test_buckets_have_every_safeguard() -> None:
    dev = recorded("dev")
    for name in ("models", "alb-logs"):
        block = dev.named(f"{name}-public-access").inputs
        assert all(block[flag] for flag in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"))
        assert dev.named(f"{name}-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
        assert dev.named(f"{name}-ownership").inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
        assert reading.document(dev.named(f"{name}-policy"))[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert dev.named(f"{name}-lifecycle").inputs["rules"][0]["status"] == "Enabled"
    key = dev.named("models-key", "aws:kms/key:Key").outputs["arn"]
    (rule,) = dev.named("models-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
    (rule,) = dev.named("alb-logs-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


def test_load_balancer_logs_are_delivered_under_this_account_only() -> None:
    _, delivery = reading.document(recorded("dev").named("alb-logs-policy"))
    assert delivery["Principal"] == {"Service": ["logdelivery.elasticloadbalancing.amazonaws.com"]}
    assert delivery["Resource"] == ["arn:aws:s3:::pde-dev-alb-logs-111122223333/AWSLogs/111122223333/*"]


def test_keys_admit_the_account_and_the_services_that_need_them() -> None:
    dev = recorded("dev")
    principals = {
        key.name: [next(iter(statement["Principal"].values())) for statement in reading.document(key)]
        for key in dev.of("aws:kms/key:Key")
    }
    root = ["arn:aws:iam::111122223333:root"]
    assert principals == {
        "logs-key": [root, ["logs.us-east-1.amazonaws.com"]],
        "alerts-key": [root, ["cloudwatch.amazonaws.com"]],
        **{f"{name}-key": [root] for name in ("database", "cache", "stream", "models", "data", "pipeline-artifacts", "images")},
    }
