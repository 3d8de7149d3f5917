"""Every rule on the production stack: silent as it is, and exact about one change."""

import json

import pytest

from policy.engine.catalogue import RULES
from policy.model import kinds
from tests.policy.plans import DROP, allow, document
from tests.policy.rules.replay import (
    Change,
    World,
    added,
    allowing,
    container,
    edited,
    find,
    judge,
    linked_to,
    production,
    unprotected,
    with_values,
    without,
)

ACCOUNT = "111122223333"
ANYONE = {"Sid": "Anyone", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
OVER_TLS = {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}
CONTEXT = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:*"}}
LOGS = allow("kms:Decrypt", Principal={"Service": "logs.us-east-1.amazonaws.com"}, Condition=CONTEXT)
TASKS = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
BLOCKS = [{"description": "x", "protocol": "tcp", "fromPort": 8000, "toPort": 8000, "cidrBlocks": ["16.0.0.0/8", "17.0.0.0/8"]}]
TLS_OFF = [{"name": "rds.force_ssl", "value": "0"}]
NOWHERE = {"logDriver": "awslogs", "options": {"awslogs-group": "/elsewhere"}}
GITHUB = "token.actions.githubusercontent.com:sub"


def unconditioned(old: str) -> str:
    read = json.loads(old)
    return json.dumps(
        {"Statement": [{name: one for name, one in each.items() if name != "Condition"} for each in read["Statement"]]}
    )


def emptied(_: str) -> str:
    return document()


def undenied(policy: str) -> str:
    return document(*(one for one in json.loads(policy)["Statement"] if one["Effect"] != "Deny"))


def in_tier(name: str, path: str, tier: str) -> Change:
    """Place something in the first subnet of a tier."""

    def change(world: World) -> World:
        subnet = find(world, f"network-vpc-{tier}-1", "Subnet").outputs["id"]
        return with_values(name, **{path: [subnet]})(world)

    return change


DB, CACHE, STREAM = "database-instance", "cache-replicas", "stream-cluster"
CHANGES: dict[str, tuple[str, Change]] = {
    "rds-encrypted-with-customer-key": (DB, with_values(DB, performanceInsightsKmsKeyId=DROP)),
    "rds-not-public": (DB, with_values(DB, publiclyAccessible=True)),
    "rds-backups-kept": (DB, with_values(DB, backupRetentionPeriod=1)),
    "rds-maintained-and-logged": (DB, with_values(DB, autoMinorVersionUpgrade=False)),
    "rds-username-not-reserved": (DB, with_values(DB, username="admin")),
    "rds-multi-az": (DB, with_values(DB, multiAz=False)),
    "rds-iam-authentication": (DB, with_values(DB, iamDatabaseAuthenticationEnabled=False)),
    "rds-enhanced-monitoring": (DB, with_values(DB, monitoringInterval=0)),
    "rds-tls-required": ("database-parameters", with_values("database-parameters", parameters=TLS_OFF)),
    "rds-survives-deletion": (DB, with_values(DB, deletionProtection=False)),
    "s3-public-access-blocked": ("models-public-access", with_values("models-public-access", restrictPublicBuckets=False)),
    "s3-not-public": ("models-policy", allowing("models-policy", ANYONE)),
    "s3-tls-only": ("models-policy", edited("models-policy", "policy", emptied)),
    "s3-access-logged": ("models-bucket", without("models-logging")),
    "s3-replication-watched": (
        "models-replication-rules",
        with_values("models-replication-rules", rules__0__destination__metrics__status="Disabled"),
    ),
    "s3-encrypted-with-customer-key": (
        "models-encryption",
        with_values("models-encryption", rules__0__applyServerSideEncryptionByDefault__kmsMasterKeyId=DROP),
    ),
    "s3-versions-kept-and-expired": (
        "models-versioning",
        with_values("models-versioning", versioningConfiguration__status="Suspended"),
    ),
    "s3-owner-enforced": ("models-ownership", with_values("models-ownership", rule__objectOwnership="ObjectWriter")),
    "kms-rotated-and-slow-to-delete": ("database-key", with_values("database-key", enableKeyRotation=False)),
    "kms-policy-not-open": ("database-key", allowing("database-key", {**ANYONE, "Principal": {"AWS": "*"}, **OVER_TLS})),
    "log-group-key-and-retention": ("api-logs", with_values("api-logs", retentionInDays=0)),
    "ingress-not-from-anywhere": (
        "api-from-alb",
        with_values("api-from-alb", referencedSecurityGroupId=DROP, cidrIpv4="0.0.0.0/0"),
    ),
    "open-web-ports-on-load-balancers-only": (
        "alb-https-from-0.0.0.0-0",
        linked_to("alb-https-from-0.0.0.0-0", "securityGroupId", ("dashboard-group", "")),
    ),
    "egress-not-to-everywhere": ("api-to-aws", with_values("api-to-aws", fromPort=0, toPort=65535)),
    "http-only-redirects": ("alb-http", with_values("alb-http", defaultActions__0__type="forward")),
    "listener-tls-1-2": ("alb-https", with_values("alb-https", sslPolicy="ELBSecurityPolicy-2016-08")),
    "load-balancer-hardened": ("alb-load-balancer", with_values("alb-load-balancer", dropInvalidHeaderFields=False)),
    "load-balancer-deletion-protected": ("alb-load-balancer", with_values("alb-load-balancer", enableDeletionProtection=False)),
    "ecs-no-plaintext-secrets": (
        "dashboard-definition",
        container("dashboard-definition", environment=[{"name": "DB_PASSWORD", "value": "correct horse"}]),
    ),
    "ecs-roles-separate": ("api-definition", linked_to("api-definition", "taskRoleArn", ("api-execution-role", ""), "arn")),
    "task-log-groups-declared": ("api-definition", container("api-definition", logConfiguration=NOWHERE)),
    "ecr-repository-hardened": ("api-repository", with_values("api-repository", imageTagMutability="MUTABLE")),
    "ecr-policy-not-open": ("open", added(kinds.REPOSITORY_POLICY, "open", policy=document(ANYONE))),
    "ecr-images-expire": ("api-repository", without("api-lifecycle")),
    "cache-encrypted": (CACHE, with_values(CACHE, transitEncryptionEnabled=False)),
    "cache-authenticated": (CACHE, with_values(CACHE, authToken=DROP)),
    "cache-snapshots-kept": (CACHE, with_values(CACHE, snapshotRetentionLimit=0)),
    "cache-multi-az": (CACHE, with_values(CACHE, multiAzEnabled=False)),
    "kafka-encrypted": (STREAM, with_values(STREAM, encryptionInfo__encryptionInTransit__clientBroker="TLS_PLAINTEXT")),
    "kafka-authenticated": (STREAM, with_values(STREAM, clientAuthentication__unauthenticated=True)),
    "kafka-not-public": (
        STREAM,
        with_values(STREAM, brokerNodeGroupInfo__connectivityInfo__publicAccess__type="SERVICE_PROVIDED_EIPS"),
    ),
    "kafka-logged": (STREAM, with_values(STREAM, loggingInfo__brokerLogs__cloudwatchLogs__enabled=False)),
    "kafka-safe-defaults": (
        "stream-configuration",
        edited("stream-configuration", "serverProperties", lambda old: old + "\nauto.create.topics.enable=true"),
    ),
    "secret-customer-key": ("cache-secret", with_values("cache-secret", kmsKeyId=DROP)),
    "secret-policy-not-open": ("open", added(kinds.SECRETS_POLICY, "open", policy=document(ANYONE))),
    "secret-recoverable": ("cache-secret", with_values("cache-secret", recoveryWindowInDays=0)),
    "parameter-secure": ("plain", added(kinds.PARAMETER, "plain", name="/pde/api-key", type="String", value="correct horse")),
    "messages-encrypted": ("extra-queue", with_values("extra-queue", kmsMasterKeyId=DROP, sqsManagedSseEnabled=False)),
    "messages-not-public": ("extra-queue-policy", allowing("extra-queue-policy", ANYONE)),
    "messages-tls-only": ("alerts-policy", edited("alerts-policy", "policy", undenied)),
    "pipeline-artifacts-encrypted": ("extra-pipeline", with_values("extra-pipeline", artifactStores__0__encryptionKey=DROP)),
    "build-logged": ("extra-build", with_values("extra-build", logsConfig=DROP)),
    "build-privileged-for-images-only": ("extra-build", with_values("extra-build", environment__privilegedMode=True)),
    "build-no-credentials": (
        "extra-build",
        with_values("extra-build", environment__environmentVariables__0={"name": "NPM_TOKEN", "value": "correct horse"}),
    ),
    "pipeline-source-by-connection": ("extra-pipeline", with_values("extra-pipeline", stages__0__actions__0__provider="GitHub")),
    "trail-hardened": ("extra-trail", with_values("extra-trail", enableLogFileValidation=False)),
    "alarm-acts": ("database-cpu-alarm", with_values("database-cpu-alarm", treatMissingData=DROP)),
    "provider-no-static-keys": ("keyed", added("pulumi:providers:aws", "keyed", accessKey="x")),
    "web-acl-rules": ("firewall-acl", with_values("firewall-acl", rules=[{"action": {"block": {}}}])),
    "web-acl-logged": ("firewall-acl", without("firewall-logging")),
    "public-load-balancer-guarded": (
        "alb-load-balancer",
        linked_to("firewall-association", "resourceArn", ("cluster-cluster", ""), "arn"),
    ),
    "vpc-flow-logged": ("network-vpc", without("network-flow-log")),
    "default-group-emptied": (
        "network-default-group",
        with_values("network-default-group", ingress=[{"protocol": "-1", "self": True}]),
    ),
    "public-addresses-in-public-subnets": (
        "network-vpc-private-1",
        with_values("network-vpc-private-1", "Subnet", mapPublicIpOnLaunch=True),
    ),
    "workloads-in-private-subnets": ("database-subnets", in_tier("database-subnets", "subnetIds", "public")),
    "ecs-tasks-isolated": ("api-definition", container("api-definition", privileged=True)),
    "ecs-read-only-root": ("api-definition", container("api-definition", readonlyRootFilesystem=False)),
    "ecs-init-process": ("api-definition", container("api-definition", linuxParameters={})),
    "ecs-images-pinned": ("api-definition", container("api-definition", image="nginx:latest")),
    "ecs-no-public-address": ("api-service", with_values("api-service", networkConfiguration__assignPublicIp=True)),
    "ecs-deployments-go-back": ("api-service", with_values("api-service", platformVersion="1.3.0")),
    "ecs-exec-logged": ("cluster-cluster", with_values("api-service", enableExecuteCommand=True)),
    "ecs-container-insights": ("cluster-cluster", with_values("cluster-cluster", settings__0__value="disabled")),
    "endpoint-private-dns": ("extra-endpoint", with_values("extra-endpoint", privateDnsEnabled=False)),
    "endpoint-policy-narrow": ("network-s3", with_values("network-s3", policy=DROP)),
    "endpoints-complete": ("api-service", in_tier("api-service", "networkConfiguration__subnets", "data")),
    "security-groups-described": ("api-group", with_values("api-group", description="Managed by Pulumi")),
    "security-groups-attached": ("lonely", added(kinds.SECURITY_GROUP, "lonely", id="sg-lonely", description="Nothing")),
    "internet-reaches-load-balancers-only": ("api-group", with_values("api-group", ingress=BLOCKS)),
    "iam-no-administrator": (
        "extra-attachment",
        with_values("extra-attachment", policyArn="arn:aws:iam::aws:policy/AdministratorAccess"),
    ),
    "iam-no-wildcards": ("api-task-permissions", allowing("api-task-permissions", allow("s3:PutObject"))),
    "iam-permission-applies": (
        "api-task-permissions",
        allowing(
            "api-task-permissions", allow("s3:ListBucket", Resource="arn:aws:s3:::pde-production-models-111122223333/models/x")
        ),
    ),
    "iam-no-escalation": ("api-task-permissions", allowing("api-task-permissions", allow("iam:PassRole", Condition=TASKS))),
    "iam-no-exfiltration": ("api-task-permissions", allowing("api-task-permissions", allow("secretsmanager:GetSecretValue"))),
    "iam-no-users": ("ci", added(kinds.USER, "ci", name="ci")),
    "iam-trust-closed": (
        "api-task-role",
        allowing("api-task-role", {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}, "assumeRolePolicy"),
    ),
    "github-trust-pinned": (
        "extra-github-role",
        edited("extra-github-role", "assumeRolePolicy", lambda old: old.replace(":environment:production", ":*")),
    ),
    "service-principals-conditioned": ("api-task-role", edited("api-task-role", "assumeRolePolicy", unconditioned)),
    "datastore-reached-only-by-workloads": (
        "database-from-api",
        linked_to("database-from-api", "referencedSecurityGroupId", ("alb-group", "")),
    ),
    "task-secrets-match-execution-role": (
        "dashboard-execution-permissions",
        allowing(
            "dashboard-execution-permissions",
            allow("ssm:GetParameters", f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/pre-delinquency-engine/production/images/api"),
        ),
    ),
    "pass-role-closed": ("migrate-runner-permissions", edited("migrate-runner-permissions", "policy", unconditioned)),
    "permissions-name-what-exists": (
        "api-task-permissions",
        allowing("api-task-permissions", allow("s3:GetObject", "arn:aws:s3:::some-other-bucket/*")),
    ),
    "kms-one-kind-of-data": ("database-key", linked_to(CACHE, "kmsKeyId", ("database-key", ""), "arn")),
    "kms-policy-names-users-only": ("database-key", allowing("database-key", LOGS)),
    "log-groups-declared": (DB, without("database-upgrade-logs")),
    "log-buckets-retained": ("alb-logs-lifecycle", with_values("alb-logs-lifecycle", rules__0__expiration__days=1)),
    "records-out-of-reach": (
        "api-task-permissions",
        allowing("api-task-permissions", allow("s3:PutObject", f"arn:aws:s3:::pde-production-alb-logs-{ACCOUNT}/*")),
    ),
    "stateful-protected": ("cache-secret", unprotected("cache-secret")),
    "backups-not-open": ("open", added(kinds.BACKUP_VAULT_POLICY, "open", policy=document(ANYONE))),
    "data-encrypted": ("copy", added("aws:ec2/amiCopy:AmiCopy", "copy", encrypted=False)),
    "connections-tls": ("name", added("aws:apigateway/domainName:DomainName", "name", securityPolicy="TLS_1_0")),
    "activity-logged": ("doors", added("aws:globalaccelerator/accelerator:Accelerator", "doors", name="doors")),
    "watchers-on": ("eye", added("aws:guardduty/detector:Detector", "eye", enable=False)),
    "nothing-public": ("image", added("aws:ec2/amiLaunchPermission:AmiLaunchPermission", "image", group="all")),
    "interfaces-authorized": (
        "call",
        added("aws:apigateway/method:Method", "call", httpMethod="GET", authorization="NONE"),
    ),
    "resource-policies-not-open": (
        "open",
        added("aws:dynamodb/resourcePolicy:ResourcePolicy", "open", policy=document(ANYONE)),
    ),
    "no-plaintext-secrets": (
        "site",
        added("aws:amplify/branch:Branch", "site", environmentVariables={"DB_PASSWORD": "correct horse"}),
    ),
    "data-backed-up": ("extra-table", with_values("extra-table", pointInTimeRecovery__enabled=False)),
}


def test_every_rule_is_replayed() -> None:
    assert set(CHANGES) == {rule.about.name for rule in RULES if rule.about.waivable}


def test_the_stack_as_it_is_breaks_no_rule() -> None:
    assert judge({}, production()) == (set(), set())


@pytest.mark.parametrize("rule", CHANGES)
def test_one_change_breaks_one_rule_on_one_resource(rule: str) -> None:
    name, change = CHANGES[rule]
    violations, undecided = judge(production(), change(production()))
    assert violations == {(rule, name)}
    assert undecided == set()
