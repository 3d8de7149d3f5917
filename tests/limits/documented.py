"""What the services document and CloudFormation's schemas leave out, for arguments that settings end in; and what has no limit.

An argument that changes with a setting has to be in the schemas or here: a new setting without a limit fails.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from stack.settings.instances import CACHE_TYPES, DATABASE_CLASSES
from stack.settings.schedules import cron, known_time_zone
from stack.settings.vocabulary import REGIONS

Limits = Mapping[str, Any]


def _between(low: float, high: float) -> Limits:
    return {"minimum": low, "maximum": high}


def _text(pattern: str, high: int = 2048) -> Limits:
    return {"pattern": pattern, "minLength": 1, "maxLength": high}


_WINDOW: Final = _text(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
_WEEKLY: Final = _text(r"^[a-z]{3}:\d\d:\d\d-[a-z]{3}:\d\d:\d\d$")
_BLOCK: Final = _text(r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$")
_HTTPS: Final = _text(r"^https://[!-~]+$")
_DOMAIN: Final = _text(r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", 64)
_CRON: Final = {"accepts": lambda value: cron("").accepts(re.sub(r"^cron\((.*)\)$", r"\1", value))}
_GROUP_DESCRIPTION: Final = {"pattern": r"^[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}$"}
_DAYS: Final = _between(1, 2_147_483_647)

_EVICTION: Final = ("noeviction", "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl")

DOCUMENTED: Final[Mapping[str, Mapping[str, Limits]]] = {
    # RequestCertificate: the first name has 64 characters at most.
    "aws:acm/certificate:Certificate": {"domainName": _DOMAIN, "validationMethod": {"enum": ["DNS"]}},
    "aws:appautoscaling/policy:Policy": {"targetTrackingScalingPolicyConfiguration.targetValue": _between(0.000001, 1e12)},
    "aws:appautoscaling/scheduledAction:ScheduledAction": {
        "scalableTargetAction.minCapacity": _between(0, 5000),
        "scalableTargetAction.maxCapacity": _between(0, 5000),
        "schedule": _CRON,
        "timezone": {"accepts": known_time_zone("").accepts},
    },
    # ECS: 5,000 tasks in a service; MSK: 16,384 GiB on a broker.
    "aws:appautoscaling/target:Target": {"minCapacity": _between(0, 5000), "maxCapacity": _between(0, 16_384)},
    # AWS Backup, "lifecycle": up to 100 years.
    "aws:backup/plan:Plan": {
        "rules.lifecycle.deleteAfter": _between(1, 36500),
        "rules.copyActions.lifecycle.deleteAfter": _between(1, 36500),
        "rules.schedule": _CRON,
    },
    # CreateBudget: a threshold is a percentage up to 1,000,000,000.
    "aws:budgets/budget:Budget": {
        "budgetType": {"enum": ["COST"]},
        "limitAmount": _text(r"^[1-9]\d*$", 12),
        "limitUnit": {"enum": ["USD"]},
        "timeUnit": {"enum": ["MONTHLY"]},
        "notifications.comparisonOperator": {"enum": ["GREATER_THAN"]},
        "notifications.notificationType": {"enum": ["ACTUAL", "FORECASTED"]},
        "notifications.threshold": _between(0.1, 1_000_000_000),
        "notifications.thresholdType": {"enum": ["PERCENTAGE"]},
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"threshold": _between(0, 1e15)},
    "aws:costexplorer/costAllocationTag:CostAllocationTag": {"tagKey": {"minLength": 1, "maxLength": 1024}},
    "aws:ec2/flowLog:FlowLog": {
        "logDestination": _text(r"^arn:aws:(logs|s3):"),
        "logDestinationType": {"enum": ["cloud-watch-logs", "s3"]},
        "trafficType": {"enum": ["ACCEPT", "ALL", "REJECT"]},
    },
    "aws:ec2/securityGroup:SecurityGroup": {"description": _GROUP_DESCRIPTION},
    "aws:elasticache/parameterGroup:ParameterGroup": {"parameters.value": {"enum": list(_EVICTION)}},
    "aws:ecs/cluster:Cluster": {"settings.value": {"enum": ["disabled", "enabled", "enhanced"]}},
    "aws:ecs/service:Service": {
        "capacityProviderStrategies.base": _between(0, 100_000),
        "capacityProviderStrategies.weight": _between(0, 1000),
        "capacityProviderStrategies.capacityProvider": {"enum": ["FARGATE", "FARGATE_SPOT"]},
        "desiredCount": _between(0, 5000),
        "loadBalancers.containerPort": _between(1, 65535),
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        "cpu": {"enum": ["256", "512", "1024", "2048", "4096", "8192", "16384", "32768"]},
        "memory": _between(512, 249_856),
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "engineVersion": {"enum": ["7.0", "7.1", "7.2", "8.0", "8.1"]},
        "maintenanceWindow": _WEEKLY,
        "nodeType": {"enum": list(CACHE_TYPES)},
        "snapshotRetentionLimit": _between(0, 35),
        "snapshotWindow": _WINDOW,
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {"url": _text(r"^https://", 255)},
    "aws:lb/listenerRule:ListenerRule": {
        **{
            f"actions.authenticateOidc.{key}": _HTTPS
            for key in ("authorizationEndpoint", "issuer", "tokenEndpoint", "userInfoEndpoint")
        },
        "actions.authenticateOidc.clientId": _text(r"^[!-~]+$"),
        "actions.authenticateOidc.clientSecret": {"minLength": 1, "maxLength": 2048},
        "conditions.sourceIp.values": _BLOCK,
    },
    "aws:msk/cluster:Cluster": {"kafkaVersion": {"pattern": r"^(3\.[789]|4\.[01])\.x\.kraft$"}},
    "aws:msk/topic:Topic": {"replicationFactor": _between(1, 15)},
    # CreateDBInstance, PostgreSQL on gp3; identifiers and names of PostgreSQL have 63 characters.
    "aws:rds/instance:Instance": {
        "allocatedStorage": _between(20, 65536),
        "backupRetentionPeriod": _between(0, 35),
        "backupWindow": _WINDOW,
        "dbName": _text(r"^[a-zA-Z][a-zA-Z0-9_]*$", 63),
        "engineVersion": {"enum": ["16", "17", "18"]},
        "instanceClass": {"enum": list(DATABASE_CLASSES)},
        "maintenanceWindow": _WEEKLY,
        "monitoringInterval": {"enum": [0, 1, 5, 10, 15, 30, 60]},
        "maxAllocatedStorage": _between(20, 65536),
        "username": _text(r"^[a-zA-Z][a-zA-Z0-9_]*$", 63),
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        "region": {"enum": list(REGIONS)},
        "retentionPeriod": _between(1, 35),
    },
    "aws:rds/parameterGroup:ParameterGroup": {
        "description": {"maxLength": 255},
        "family": {"enum": ["postgres16", "postgres17", "postgres18"]},
        "parameters.value": {"maxLength": 4096},
    },
    "aws:rds/subnetGroup:SubnetGroup": {"description": {"maxLength": 255}},
    # CreateHealthCheck.
    "aws:route53/healthCheck:HealthCheck": {
        "failureThreshold": _between(1, 10),
        "fqdn": {"minLength": 1, "maxLength": 255},
        "requestInterval": {"enum": [10, 30]},
        "resourcePath": _text(r"^/[!-~]*$", 255),
    },
    "aws:route53/record:Record": {
        "failoverRoutingPolicies.type": {"enum": ["PRIMARY", "SECONDARY"]},
        "setIdentifier": {"minLength": 1, "maxLength": 128},
    },
    # CreateSchedule: 256 characters of an expression; events are tried for a minute to a day, at most 185 times.
    "aws:scheduler/schedule:Schedule": {
        "scheduleExpression": _CRON,
        "scheduleExpressionTimezone": {"accepts": known_time_zone("").accepts},
        "target.retryPolicy.maximumEventAgeInSeconds": _between(60, 86_400),
        "target.retryPolicy.maximumRetryAttempts": _between(0, 185),
    },
    # SetQueueAttributes: up to 12 hours of work, 14 days in the queue, 20 s for a poll, and a key used for 1 minute to a day.
    "aws:sqs/queue:Queue": {
        "kmsDataKeyReusePeriodSeconds": _between(60, 86_400),
        "messageRetentionSeconds": _between(60, 1_209_600),
        "receiveWaitTimeSeconds": _between(0, 20),
        "visibilityTimeoutSeconds": _between(0, 43_200),
    },
    # PutBucketLifecycleConfiguration: STANDARD_IA from 30 days on; the settings' own test holds their order.
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        "rules.expiration.days": _DAYS,
        "rules.noncurrentVersionExpiration.noncurrentDays": _DAYS,
        # 0 for Intelligent-Tiering, 30 and more for Standard-IA, which the setting's own limit says.
        "rules.transitions.days": _between(0, 2_147_483_647),
    },
    # PutBucketLogging: by the time of the event, or of the delivery.
    "aws:s3/bucketLogging:BucketLogging": {
        "targetPrefix": _text(r"^[a-z0-9/]+/$", 512),
        "targetObjectKeyFormat.partitionedPrefix.partitionDateSource": {"enum": ["EventTime", "DeliveryTime"]},
    },
    # PutParameter: 4 KB in the standard tier; CloudFormation alone makes no SecureString.
    "aws:ssm/parameter:Parameter": {
        "type": {"enum": ["String", "SecureString"]},
        "value": {"minLength": 1, "maxLength": 4096},
        "insecureValue": {"minLength": 1, "maxLength": 4096},
    },
    "aws:secretsmanager/secret:Secret": {"recoveryWindowInDays": {"enum": [0, *range(7, 31)]}},
    "aws:securityhub/standardsSubscription:StandardsSubscription": {
        "standardsArn": _text(r"^arn:aws:securityhub:[a-z0-9-]+::standards/[a-z0-9-]+/v/\d+\.\d+\.\d+$")
    },
    "aws:sns/topicSubscription:TopicSubscription": {"endpoint": _text(r"^[!-?A-~]{1,64}@[A-Za-z0-9.-]+$", 254)},
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {"cidrIpv4": _BLOCK, "description": _GROUP_DESCRIPTION},
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {"cidrIpv4": _BLOCK, "description": _GROUP_DESCRIPTION},
    "aws:wafv2/webAcl:WebAcl": {"description": {"minLength": 1, "maxLength": 256}},
}
# What changes with a setting and is no value of it: why no limit is needed.
EXCUSED: Final[Mapping[str, str]] = {
    "documents, whose sizes are held against AWS's in `sizes.py`": (
        r".*\.(policy|assumeRolePolicy|containerDefinitions|definition|dashboardBody|secretString|pattern|queryString)"
    ),
    "names and ARNs of the stack's own resources: `stack.site` cuts names, and a test holds each kind's longest": (
        r".*\.(\w*[aA]rns?|\w*Id|\w*Ids|\w*Name|\w*Names|name|id|bucket|identifier"
        r"|\w*Identifier|targetBucket|validationRecordFqdns|productionListenerRule|family|records|resources|resourceId|alias(es)?\.name"
        r"|roles?|subnets|securityGroups|tags\..*|dimensions\..*|alarms\.alarmNames|topic|url|cluster|taskDefinition)"
    ),
    "chosen by the program among words that the provider checks": (
        r".*\.(engine|protocol|ipProtocol|type|statistic|scalableDimension|serviceNamespace|storageType|scope|status|region"
        r"|serviceConnectConfiguration.*|enabledCloudwatchLogsExports|logConfiguration.*|launchType|vpcEndpointType"
        r"|objectOwnership|storageClass|sseAlgorithm|scanType|scanFrequency|controlFindingGenerator|metricQueries\..*)"
    ),
    "numbers that the program fixes": (
        r".*\.(serverProperties|fromPort|toPort|port|scale(In|Out)Cooldown|evaluationPeriods|datapointsToAlarm|period|priority|partitionCount|weight"
        r"|healthCheck.*|deregistrationDelay|ttl|performanceInsightsRetentionPeriod|volumes.*|byteLength|startWindow|completionWindow)"
    ),
    "passwords and what remakes them": r".*\.(password|authToken|keepers\..*|secretStringWoVersion)",
    "the provider's own switch": r".*\.authTokenUpdateStrategy",
}
