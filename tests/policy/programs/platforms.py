"""Programs of platforms: a chat over WebSockets, a model behind an endpoint, machines that teams share, a hub between networks."""

import json

from policy.model import kinds
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.programs import Program

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"


def role(name: str, service: str, **condition: object) -> dict[str, object]:
    """A role for a service."""
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": f"{service}.amazonaws.com"}, **condition}
    return {"name": name, "arn": arn(name), "assumeRolePolicy": document(trust)}


def arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


SOURCE = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:relay"
CONNECTIONS = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/connections"

CHAT = Program(
    "a chat over WebSockets, with sign-in",
    Plan(
        spec("aws:cognito/userPool:UserPool", "people", {"name": "people", "lambdaConfig": {"preSignUp": FUNCTION}}),
        spec("aws:cognito/userPoolClient:UserPoolClient", "browser", {"userPoolId": "us-east-1_a", "name": "browser"}),
        spec("aws:apigatewayv2/api:Api", "api", {"id": "a1", "name": "chat", "protocolType": "WEBSOCKET"}),
        spec("aws:apigatewayv2/integration:Integration", "to-relay", {"apiId": "a1", "integrationUri": FUNCTION}),
        spec("aws:apigatewayv2/route:Route", "connect", {"apiId": "a1", "routeKey": "$connect", "authorizationType": "NONE"}),
        spec("aws:apigatewayv2/route:Route", "send", {"apiId": "a1", "routeKey": "send"}),
        spec("aws:apigatewayv2/stage:Stage", "live", {"apiId": "a1", "name": "live"}),
        spec(
            kinds.TABLE,
            "connections",
            {"name": "connections", "arn": CONNECTIONS, "ttl": {"enabled": True, "attributeName": "until"}},
        ),
        spec(kinds.ROLE, "relay-role", role("relay", "lambda")),
        spec(
            kinds.ROLE_POLICY,
            "relay-rights",
            {
                "role": "relay",
                "policy": document(
                    allow(["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"], CONNECTIONS),
                    allow("execute-api:ManageConnections", f"arn:aws:execute-api:us-east-1:{ACCOUNT}:a1/live/POST/@connections/*"),
                ),
            },
        ),
        spec(
            kinds.FUNCTION,
            "relay",
            {"name": "relay", "arn": FUNCTION, "role": arn("relay"), "environment": {"variables": {"TABLE": "connections"}}},
        ),
        spec(kinds.LOG_GROUP, "relay-log", {"name": "/aws/lambda/relay", "retentionInDays": 30, "kmsKeyId": KEY}),
        spec(
            kinds.FUNCTION_PERMISSION,
            "api-calls",
            {
                "function": "relay",
                "principal": "apigateway.amazonaws.com",
                "sourceArn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:a1/*",
            },
        ),
    ),
    {
        "data-backed-up": "connections",
        "activity-logged": "live",
        "interfaces-authorized": "connect",
        "watchers-on": "people",
    },
)

MODELS = "arn:aws:s3:::acme-models"
ENDPOINT = Program(
    "a model behind an endpoint, and training on machines with accelerators",
    Plan(
        spec(kinds.ROLE, "model-role", role("model", "sagemaker", **SOURCE)),
        spec(
            kinds.ROLE_POLICY,
            "model-rights",
            {"role": "model", "policy": document(allow("s3:GetObject", "arn:aws:s3:::*/*"), allow("ecr:GetAuthorizationToken"))},
        ),
        spec(
            "aws:sagemaker/model:Model",
            "scores",
            {
                "name": "scores",
                "executionRoleArn": arn("model"),
                "primaryContainer": {"image": "x", "environment": {"HUGGINGFACE_TOKEN": "hf_aB3dE5gH7jK9mN1pQ3sT5vX7zB9dF1hJ3k"}},
            },
        ),
        spec(
            "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
            "scores-config",
            {"name": "scores", "productionVariants": [{}]},
        ),
        spec("aws:sagemaker/endpoint:Endpoint", "scores-live", {"name": "scores", "endpointConfigName": "scores"}),
        spec(
            "aws:sagemaker/notebookInstance:NotebookInstance",
            "lab",
            {"name": "lab", "instanceType": "ml.t3.medium", "roleArn": arn("model"), "kmsKeyId": KEY, "rootAccess": "Disabled"},
        ),
        spec(
            "aws:batch/computeEnvironment:ComputeEnvironment",
            "accelerated",
            {"type": "MANAGED", "computeResources": {"type": "EC2", "instanceTypes": ["g5"], "subnets": ["subnet-1"]}},
        ),
        spec("aws:batch/jobQueue:JobQueue", "queue", {"name": "training", "state": "ENABLED", "priority": 1}),
        spec(
            "aws:batch/jobDefinition:JobDefinition",
            "train",
            {"name": "train", "type": "container", "containerProperties": json.dumps({"image": "x", "resourceRequirements": []})},
        ),
        spec(
            kinds.STATE_MACHINE, "nightly", {"name": "nightly", "definition": json.dumps({"States": {}}), "roleArn": arn("nightly")}
        ),
        spec("aws:cloudwatch/eventRule:EventRule", "each-night", {"name": "each-night", "scheduleExpression": "rate(1 day)"}),
        spec(
            kinds.EVENT_TARGET,
            "start-nightly",
            {
                "rule": "each-night",
                "arn": f"arn:aws:states:us-east-1:{ACCOUNT}:stateMachine:nightly",
                "roleArn": arn("starter"),
                "deadLetterConfig": {"arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:missed"},
            },
        ),
        spec(kinds.QUEUE, "missed", {"name": "missed", "arn": f"arn:aws:sqs:us-east-1:{ACCOUNT}:missed", "id": "https://missed"}),
    ),
    {
        "iam-no-exfiltration": "model-rights",
        "no-plaintext-secrets": "scores",
        "nothing-public": "lab",
        "ecs-images-pinned": "train",
        "activity-logged": "nightly",
        "log-groups-declared": "scores-live",
        "messages-tls-only": "missed",
        "watchers-on": "start-nightly",
    },
)

TASK = {
    "name": "app",
    "image": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/team-a/app@sha256:" + "ab" * 32,
    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/teams/a"}},
    "readonlyRootFilesystem": True,
    "linuxParameters": {"initProcessEnabled": True},
}
AGENT = {**TASK, "name": "agent", "linuxParameters": {"initProcessEnabled": True, "capabilities": {"add": ["NET_ADMIN"]}}}
TEAMS = Program(
    "machines that teams share for containers, and their database",
    Plan(
        spec(kinds.CLUSTER, "shared", {"name": "shared", "settings": [{"name": "containerInsights", "value": "disabled"}]}),
        spec(
            "aws:ec2/launchTemplate:LaunchTemplate",
            "machines",
            {
                "imageId": "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
                "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
                "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": True, "volumeSize": 50}}],
            },
        ),
        spec("aws:autoscaling/group:Group", "fleet", {"minSize": 2, "maxSize": 10, "launchTemplate": {"id": "lt-1"}}),
        spec("aws:ecs/capacityProvider:CapacityProvider", "capacity", {"name": "fleet"}),
        spec(kinds.LOG_GROUP, "team-a-log", {"name": "/teams/a", "retentionInDays": 30, "kmsKeyId": KEY}),
        spec(kinds.ROLE, "machine-role", role("machine", "ec2")),
        spec(
            kinds.ROLE_ATTACHMENT,
            "machine-rights",
            {"role": "machine", "policyArn": "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"},
        ),
        spec(kinds.INSTANCE_PROFILE, "machine-profile", {"role": "machine"}),
        spec(kinds.ROLE, "team-a-role", role("team-a", "ecs-tasks", **SOURCE)),
        spec(kinds.ROLE, "starting-role", role("starting", "ecs-tasks")),
        spec(
            kinds.TASK_DEFINITION,
            "team-a",
            {
                "family": "team-a",
                "arn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/team-a:1",
                "networkMode": "awsvpc",
                "taskRoleArn": arn("team-a"),
                "executionRoleArn": arn("starting"),
                "containerDefinitions": json.dumps([TASK]),
            },
        ),
        spec(
            kinds.TASK_DEFINITION,
            "agents",
            {
                "family": "agents",
                "arn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/agents:1",
                "networkMode": "host",
                "volumes": [{"name": "docker", "hostPath": "/var/run/docker.sock"}],
                "containerDefinitions": json.dumps([AGENT]),
            },
        ),
        spec(
            kinds.SERVICE,
            "team-a-service",
            {
                "taskDefinition": f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/team-a:1",
                "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                "networkConfiguration": {"subnets": ["subnet-shared"], "securityGroups": ["sg-shared"]},
            },
        ),
        spec(
            kinds.SERVICE,
            "agent-on-each",
            {
                "taskDefinition": f"arn:aws:ecs:us-east-1:{ACCOUNT}:task-definition/agents:1",
                "schedulingStrategy": "DAEMON",
                "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            },
        ),
        spec(
            kinds.DB_CLUSTER,
            "aurora",
            {
                "clusterIdentifier": "teams",
                "engine": "aurora-postgresql",
                "engineVersion": "17.4",
                "masterUsername": "teams",
                "manageMasterUserPassword": True,
                "masterUserSecretKmsKeyId": KEY,
                "storageEncrypted": True,
                "kmsKeyId": KEY,
                "backupRetentionPeriod": 14,
                "enabledCloudwatchLogsExports": ["postgresql"],
                "vpcSecurityGroupIds": ["sg-elsewhere"],
            },
        ),
        spec(kinds.DB_CLUSTER_INSTANCE, "aurora-1", {"clusterIdentifier": "teams", "engine": "aurora-postgresql"}),
        spec(kinds.LOG_GROUP, "aurora-log", {"name": "/aws/rds/cluster/teams/postgresql", "retentionInDays": 30, "kmsKeyId": KEY}),
        spec(
            "aws:appautoscaling/target:Target", "team-a-scale", {"resourceId": "service/shared/team-a", "serviceNamespace": "ecs"}
        ),
    ),
    {
        "ecs-container-insights": "shared",
        "ecs-tasks-isolated": "agents",
        "service-principals-conditioned": "starting-role",
        "watchers-on": "team-a-scale",
    },
)

HUB = Program(
    "a hub between networks, with endpoints for all of them",
    Plan(
        spec(
            "aws:ec2transitgateway/transitGateway:TransitGateway", "hub", {"id": "tgw-1", "autoAcceptSharedAttachments": "enable"}
        ),
        spec(kinds.VPC, "inspection", {"id": "vpc-1", "cidrBlock": "10.0.0.0/16"}),
        spec(
            kinds.FLOW_LOG, "inspection-flow", {"vpcId": "vpc-1", "trafficType": "ACCEPT", "logDestination": "arn:aws:s3:::flows"}
        ),
        spec(kinds.DEFAULT_SECURITY_GROUP, "inspection-default", {"vpcId": "vpc-1"}),
        spec(kinds.SUBNET, "doors", {"id": "subnet-doors", "vpcId": "vpc-1"}),
        spec(kinds.ROUTE_TABLE, "doors-routes", {"id": "rtb-doors", "vpcId": "vpc-1"}),
        spec(kinds.ROUTE_ASSOCIATION, "doors-association", {"subnetId": "subnet-doors", "routeTableId": "rtb-doors"}),
        spec(
            kinds.ROUTE,
            "to-others",
            {"routeTableId": "rtb-doors", "destinationCidrBlock": "10.0.0.0/8", "transitGatewayId": "tgw-1"},
        ),
        spec(
            "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
            "inspection-attached",
            {"transitGatewayId": "tgw-1", "vpcId": "vpc-1", "subnetIds": ["subnet-doors"]},
        ),
        spec(
            kinds.SECURITY_GROUP,
            "door",
            {
                "id": "sg-door",
                "vpcId": "vpc-1",
                "description": "endpoints, from all networks",
                "ingress": [
                    {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"], "description": "networks"}
                ],
            },
        ),
        spec(
            kinds.ENDPOINT,
            "logs",
            {
                "vpcId": "vpc-1",
                "serviceName": "com.amazonaws.us-east-1.logs",
                "vpcEndpointType": "Interface",
                "subnetIds": ["subnet-doors"],
                "securityGroupIds": ["sg-door"],
                "privateDnsEnabled": True,
            },
        ),
        spec("aws:networkfirewall/firewall:Firewall", "firewall", {"name": "hub", "deleteProtection": True}),
        spec(
            "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig",
            "questions",
            {"name": "q", "destinationArn": "arn:aws:s3:::flows"},
        ),
    ),
    {
        "vpc-flow-logged": "inspection-flow",
        "endpoint-policy-narrow": "logs",
        "interfaces-authorized": "hub",
        "activity-logged": "firewall",
    },
)

PROGRAMS = (CHAT, ENDPOINT, TEAMS, HUB)
