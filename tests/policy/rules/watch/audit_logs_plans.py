"""Plans that the cases of `policy.rules.watch.audit_logs` share."""

from policy.model import kinds
from tests.policy.plans import Plan, spec

ACCOUNT = "111122223333"

BUCKETS = Plan(
    spec(kinds.BUCKET, "bucket", {"bucket": "access-logs", "forceDestroy": False}),
    spec(
        kinds.BUCKET_LIFECYCLE, "lifecycle", {"bucket": "access-logs", "rules": [{"status": "Enabled", "expiration": {"days": 30}}]}
    ),
    spec(kinds.LOAD_BALANCER, "balancer", {"accessLogs": {"bucket": "access-logs", "enabled": True}}),
    spec(kinds.BUCKET, "models", {"bucket": "models", "forceDestroy": True}),
).protect("bucket")
ELSEWHERE = spec("random:index/randomId:RandomId", "elsewhere")
# Everything that AWS writes records for, as it names the bucket `access-logs`.
_ARN = "arn:aws:s3:::access-logs"
RECORDERS = (
    spec(kinds.LOAD_BALANCER, "recorder", {"connectionLogs": {"bucket": "access-logs"}}),
    spec(kinds.CLASSIC_LOAD_BALANCER, "recorder", {"accessLogs": {"bucket": "access-logs"}}),
    spec(kinds.FLOW_LOG, "recorder", {"logDestination": _ARN, "logDestinationType": "s3"}),
    spec(kinds.WEB_ACL_LOGGING, "recorder", {"logDestinationConfigs": [_ARN]}),
    spec(
        "aws:cloudfront/distribution:Distribution",
        "recorder",
        {"loggingConfig": {"bucket": "access-logs.s3.us-east-1.amazonaws.com"}},
    ),
    spec(
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        "recorder",
        {"deliveryDestinationConfiguration": {"destinationResourceArn": _ARN}},
    ),
    spec("aws:cfg/deliveryChannel:DeliveryChannel", "recorder", {"s3BucketName": "access-logs"}),
    spec("aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "recorder", {"destinationArn": _ARN}),
    spec(
        "aws:networkfirewall/loggingConfiguration:LoggingConfiguration",
        "recorder",
        {
            "loggingConfiguration": {
                "logDestinationConfigs": [
                    {"logDestination": {"logGroup": "/pde/alerts"}},
                    {"logDestination": {"bucketName": "access-logs"}},
                ]
            }
        },
    ),
    spec("aws:globalaccelerator/accelerator:Accelerator", "recorder", {"attributes": {"flowLogsS3Bucket": "access-logs"}}),
    spec(
        "aws:verifiedaccess/instanceLoggingConfiguration:InstanceLoggingConfiguration",
        "recorder",
        {"accessLogs": {"s3": {"bucketName": "access-logs", "enabled": True}}},
    ),
    spec("aws:redshift/logging:Logging", "recorder", {"bucketName": "access-logs"}),
    spec(
        "aws:bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration",
        "recorder",
        {"loggingConfig": {"s3Config": {"bucketName": "access-logs"}}},
    ),
    spec("aws:guardduty/publishingDestination:PublishingDestination", "recorder", {"destinationArn": _ARN}),
    spec(
        "aws:macie2/classificationExportConfiguration:ClassificationExportConfiguration",
        "recorder",
        {"s3Destination": {"bucketName": "access-logs"}},
    ),
)
