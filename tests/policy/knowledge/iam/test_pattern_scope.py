"""What a pattern in a policy covers: one thing, some, or all of a kind."""

import pytest

from policy.knowledge.iam.pattern_scope import is_everywhere

TYPES = ("alias", "function", "key", "log-group", "parameter", "policy", "role", "secret", "table", "user")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        ("arn:*", True),
        ("arn:aws:*", True),
        ("arn:aws:s3:::*", True),
        ("arn:aws:s3:::*/*", True),
        ("arn:aws:s3:::data/*", False),
        ("arn:aws:iam::111122223333:role/*", True),
        ("arn:aws:iam::111122223333:role/pde-*", False),
        ("arn:aws:logs:us-east-1:111122223333:log-group:*:*", True),
        ("arn:aws:logs:us-east-1:111122223333:log-group:/pde/*:*", False),
        ("arn:aws:sqs:us-east-1:111122223333:*", True),
        ("arn:aws:sqs:us-east-1:111122223333:jobs", False),
        ("X", False),
        ("?*", True),
        ("arn:aws:secretsmanager:*", True),
        ("arn:aws:secretsmanager:x", False),
        ("arn:aws:iam::111122223333:role/?*", True),
        ("arn:aws:iam::111122223333:role/????", True),
        ("arn:aws:iam::111122223333:role/-", False),
        ("arn:aws:iam::111122223333:role/X*", False),
        ("arn:aws:glue:us-east-1:111122223333:catalog", False),
        ("arn:aws:glue:us-east-1:111122223333:database/", False),
        ("arn:aws:secretsmanager:*:*:secret:*-??????", True),
        ("arn:aws:secretsmanager:*:*:secret:secret-*", False),
        ("arn:aws:kms:*:*:key/*-*", True),
        ("arn:aws:ssm:us-east-1:111122223333:parameter/app/*", False),
        ("arn:aws:ssm:us-east-1:111122223333:parameter/?*", True),
        ("arn:aws:logs:*:111122223333:log-group:*:log-stream:*", True),
        ("arn:aws:logs:*:111122223333:log-group:*:log-stream:api", False),
        ("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/*", True),
        ("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/*", True),
        ("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/gwy/*", True),
        ("arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/*", False),
        ("arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/*-targets-*", False),
        ("arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:*:autoScalingGroupName/*", True),
        ("arn:aws:autoscaling:us-east-1:111122223333:launchConfiguration:*:launchConfigurationName/*", True),
        ("arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:*:autoScalingGroupName/web", False),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/*/index/*", True),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/*/stream/*", True),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/*/backup/*", True),
        ("arn:aws:dynamodb:us-east-1:111122223333:table/*/export/*", True),
        ("arn:aws:wafv2:us-east-1:111122223333:regional/webacl/*/*", True),
        ("arn:aws:apigateway:us-east-1::/restapis/*", True),
        ("arn:aws:s3:::?*/*", True),
        ("arn:aws:s3:::data-*", False),
        ("arn:aws:sns:us-east-1:111122223333:alerts:*", False),
        ("arn:aws:sqs:us-east-1:111122223333:jobs/*", False),
        ("arn:aws:execute-api:us-east-1:111122223333:a1b2c3/*", False),
        ("arn:aws:codepipeline:us-east-1:111122223333:release/*", False),
        ("arn:aws:codecommit:us-east-1:111122223333:platform/*", False),
        ("arn:aws:kafka:us-east-1:111122223333:topic/pde/*", False),
        ("arn:aws:iam::111122223333:rolex*", False),
        *((f"arn:aws:x:us-east-1:111122223333:{kind}*", True) for kind in TYPES),
        *((f"arn:aws:x:us-east-1:111122223333:{kind}?", True) for kind in TYPES),
    ],
)
def test_a_pattern_for_all_of_a_service_or_type_is_everywhere(pattern: str, expected: bool) -> None:  # noqa: FBT001  a table's column
    assert is_everywhere(pattern) is expected
