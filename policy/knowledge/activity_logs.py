"""Where each type says that it writes down what is asked of it."""

from typing import Final

from policy.knowledge.needs import GIVEN, ON, Need
from policy.model import kinds

LOG_SOURCE: Final = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
"""What has a resource's logs delivered through CloudWatch; it stands beside the resource."""
_DELIVERY: Final = (LOG_SOURCE, "resourceArn")

ACTIVITY_LOGS: Final = (
    Need("aws:apigateway/stage:Stage", "accessLogSettings.destinationArn", wants=GIVEN, says="a log group's or stream's"),
    Need("aws:apigatewayv2/stage:Stage", "accessLogSettings.destinationArn", wants=GIVEN, says="a log group's"),
    # Standard logging of 2024 (v2) is declared beside.
    Need(
        kinds.DISTRIBUTION,
        "loggingConfig.bucket",
        wants=GIVEN,
        says="a bucket's domain",
        where={"enabled": "|true"},
        beside=_DELIVERY,
        absent_unless=("defaultCacheBehavior.realtimeLogConfigArn",),
    ),
    # One for several tenants has no other logging than that and what goes out at once.
    Need(
        kinds.TENANTS_DISTRIBUTION,
        "defaultCacheBehavior.realtimeLogConfigArn",
        wants=GIVEN,
        says="an `aws.cloudfront.RealtimeLogConfig`'s, or an `aws.cloudwatch.LogDeliverySource` beside it",
        where={"enabled": "|true"},
        beside=_DELIVERY,
    ),
    Need("aws:eks/cluster:Cluster", "enabledClusterLogTypes", wants="audit", says="`audit`", some=True),
    Need("aws:opensearch/domain:Domain", "logPublishingOptions.*.logType", wants=GIVEN, says="a log", some=True),
    Need("aws:elasticsearch/domain:Domain", "logPublishingOptions.*.logType", wants=GIVEN, says="a log", some=True),
    Need(
        "aws:redshift/cluster:Cluster",
        "clusterIdentifier",
        wants="(?!).",
        says="named by an `aws.redshift.Logging`",
        beside=("aws:redshift/logging:Logging", "clusterIdentifier"),
    ),
    Need("aws:redshiftserverless/namespace:Namespace", "logExports", wants=GIVEN, says="a log", some=True),
    Need(
        "aws:networkfirewall/firewall:Firewall",
        "name",
        wants="(?!).",
        says="named by an `networkfirewall.LoggingConfiguration`",
        beside=("aws:networkfirewall/loggingConfiguration:LoggingConfiguration", "firewallArn"),
    ),
    Need("aws:docdb/cluster:Cluster", "enabledCloudwatchLogsExports", wants="audit", says="`audit`", some=True),
    Need("aws:neptune/cluster:Cluster", "enableCloudwatchLogsExports", wants="audit", says="`audit`", some=True),
    Need(
        "aws:appsync/graphQLApi:GraphQLApi",
        "logConfig.fieldLogLevel",
        wants="error|info|debug|all",
        says="`ERROR` or more",
    ),
    Need("aws:mq/broker:Broker", "logs.general", wants=ON, says="true"),
    Need(
        "aws:sfn/stateMachine:StateMachine",
        "loggingConfiguration.level",
        wants="error|all|fatal",
        says="`ERROR`, `FATAL` or `ALL`",
    ),
    Need("aws:elb/loadBalancer:LoadBalancer", "accessLogs.bucket", wants=GIVEN, says="a bucket"),
    Need("aws:elb/loadBalancer:LoadBalancer", "accessLogs.enabled", wants="|true", says="true"),
    Need(
        "aws:transfer/server:Server",
        "structuredLogDestinations",
        wants=GIVEN,
        says="a log group's",
        absent_unless=("loggingRole",),
    ),
    Need("aws:globalaccelerator/accelerator:Accelerator", "attributes.flowLogsEnabled", wants=ON, says="true"),
    Need("aws:ec2clientvpn/endpoint:Endpoint", "connectionLogOptions.enabled", wants=ON, says="true"),
)
