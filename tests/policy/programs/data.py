"""Programs that keep and move data: a lake, a queue's worker, a warehouse, a stream, jobs in batch, a cluster of containers."""

import json

from policy.model import kinds
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.programs import Program

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
NO_TLS = {"Bool": {"aws:SecureTransport": "false"}}

LAKE = Program(
    "a data lake with a crawler and queries",
    Plan(
        spec("aws:glue/catalogDatabase:CatalogDatabase", "catalogue", {"name": "lake"}),
        spec(
            "aws:glue/job:Job",
            "clean",
            {
                "name": "clean",
                "securityConfiguration": "lake",
                "defaultArguments": {"--TempDir": "s3://lake/tmp", "--db-password": "correct-horse-9"},
            },
        ),
        spec(
            "aws:glue/securityConfiguration:SecurityConfiguration",
            "security",
            {
                "name": "lake",
                "encryptionConfiguration": {
                    "s3Encryption": {"s3EncryptionMode": "SSE-KMS", "kmsKeyArn": KEY},
                    "cloudwatchEncryption": {"cloudwatchEncryptionMode": "DISABLED"},
                    "jobBookmarksEncryption": {"jobBookmarksEncryptionMode": "CSE-KMS", "kmsKeyArn": KEY},
                },
            },
        ),
        spec("aws:athena/workgroup:Workgroup", "queries", {"name": "queries"}),
        spec("aws:kinesis/stream:Stream", "clicks", {"name": "clicks", "shardCount": 1}),
        spec(
            "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
            "delivery",
            {"name": "clicks", "destination": "extended_s3", "kinesisSourceConfiguration": {"kinesisStreamArn": "arn:clicks"}},
        ),
    ),
    {"no-plaintext-secrets": "clean", "data-encrypted": "security clicks"},
)

WORKER = Program(
    "a queue and its worker",
    Plan(
        spec(kinds.QUEUE, "jobs", {"name": "jobs", "url": "https://jobs", "arn": "arn:jobs"}),
        spec(kinds.QUEUE, "dead", {"name": "dead", "url": "https://dead", "arn": "arn:dead", "sqsManagedSseEnabled": False}),
        spec(
            kinds.QUEUE_POLICY,
            "jobs-policy",
            {
                "queueUrl": "https://jobs",
                "policy": document(
                    {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "arn:jobs", "Condition": NO_TLS},
                    allow("sqs:SendMessage", "arn:jobs", Principal="*"),
                ),
            },
        ),
        spec(
            "aws:lambda/eventSourceMapping:EventSourceMapping",
            "feed",
            {"eventSourceArn": "arn:jobs", "functionName": "worker", "enabled": False},
        ),
    ),
    {
        "messages-encrypted": "dead",
        "messages-not-public": "jobs-policy",
        "messages-tls-only": "dead",
        "watchers-on": "feed",
    },
)

WAREHOUSE = Program(
    "a warehouse for analysts",
    Plan(
        spec(
            "aws:redshift/cluster:Cluster",
            "warehouse",
            {"id": "warehouse", "clusterIdentifier": "warehouse", "nodeType": "ra3.large", "publiclyAccessible": True},
        ),
        spec("aws:redshift/parameterGroup:ParameterGroup", "parameters", {"family": "redshift-1.0", "parameters": []}),
        spec("aws:redshift/logging:Logging", "audit", {"clusterIdentifier": "warehouse", "logDestinationType": "s3"}),
        spec(
            "aws:dms/replicationInstance:ReplicationInstance",
            "mover",
            {"replicationInstanceId": "mover", "publiclyAccessible": False},
        ),
        spec("aws:dms/endpoint:Endpoint", "source", {"engineName": "postgres", "endpointType": "source", "sslMode": "none"}),
        spec("aws:dms/endpoint:Endpoint", "target", {"engineName": "redshift", "endpointType": "target"}),
    ),
    {"nothing-public": "warehouse", "connections-tls": "parameters source", "data-backed-up": "warehouse"},
)

BATCH = Program(
    "nightly jobs in batch, on a shared file system",
    Plan(
        spec(kinds.FILE_SYSTEM, "files", {"id": "fs-1", "arn": "arn:fs"}),
        spec(
            "aws:efs/fileSystemPolicy:FileSystemPolicy",
            "files-policy",
            {
                "fileSystemId": "fs-1",
                "policy": document(
                    allow(
                        "elasticfilesystem:ClientMount",
                        "arn:fs",
                        Principal={"AWS": "*"},
                        Condition={"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
                    )
                ),
            },
        ),
        spec(
            "aws:batch/jobDefinition:JobDefinition",
            "report",
            {
                "name": "report",
                "type": "container",
                "containerProperties": json.dumps(
                    {"image": "report", "environment": [{"name": "SMTP_PASSWORD", "value": "correct-horse-9"}]}
                ),
            },
        ),
        spec("aws:cloudwatch/eventRule:EventRule", "nightly", {"name": "nightly", "scheduleExpression": "cron(0 3 * * ? *)"}),
        spec("aws:ec2/launchTemplate:LaunchTemplate", "machines", {"blockDeviceMappings": [{"ebs": {"volumeSize": 100}}]}),
    ),
    {
        "data-encrypted": "files machines",
        "data-backed-up": "files",
        "no-plaintext-secrets": "report",
        "ecs-images-pinned": "report",
        "nothing-public": "machines",
        "watchers-on": "nightly",
    },
)

CLUSTER = Program(
    "a Kubernetes cluster",
    Plan(
        spec(
            "aws:eks/cluster:Cluster",
            "cluster",
            {"name": "team", "vpcConfig": {"subnetIds": ["subnet-1", "subnet-2"]}, "version": "1.33"},
        ),
        spec("aws:eks/nodeGroup:NodeGroup", "nodes", {"clusterName": "team", "subnetIds": ["subnet-1", "subnet-2"]}),
        spec(kinds.REPOSITORY, "images", {"name": "team/app"}),
        spec(kinds.VOLUME, "scratch", {"availabilityZone": "us-east-1a", "size": 10}),
    ),
    {
        "nothing-public": "cluster",
        "activity-logged": "cluster",
        "ecr-repository-hardened": "images",
        "ecr-images-expire": "images",
        "data-encrypted": "scratch",
        "data-backed-up": "scratch",
    },
)

CHAT = Program(
    "a chat with brokers, a cache and a document store",
    Plan(
        spec("aws:mq/broker:Broker", "broker", {"brokerName": "chat", "engineType": "ActiveMQ", "publiclyAccessible": True}),
        spec(
            "aws:docdb/cluster:Cluster",
            "history",
            {"clusterIdentifier": "history", "storageEncrypted": True, "kmsKeyId": KEY, "masterUsername": "chat"},
        ),
        spec(
            "aws:docdb/clusterParameterGroup:ClusterParameterGroup",
            "history-parameters",
            {"family": "docdb5.0", "parameters": [{"name": "tls", "value": "disabled"}]},
        ),
        spec("aws:memorydb/cluster:Cluster", "presence", {"name": "presence", "aclName": "people", "tlsEnabled": False}),
        spec("aws:dax/cluster:Cluster", "reads", {"clusterName": "reads", "serverSideEncryption": {"enabled": True}}),
    ),
    {
        "nothing-public": "broker",
        "activity-logged": "broker history",
        "connections-tls": "history-parameters presence reads",
        "data-backed-up": "history presence",
    },
)

PROGRAMS = (LAKE, WORKER, WAREHOUSE, BATCH, CLUSTER, CHAT)
