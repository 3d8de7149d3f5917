"""The account stack: what it has, and the record of every call."""

import pytest

from offline.simulation.runner import Mode, Recording
from systems.account import SYSTEM
from tests import reading
from tests.shipped import recorded
from tests.systems.account.account import ACCOUNT, with_less, with_more

TRAIL_ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/acct-shared-trail"
BUCKET = f"acct-shared-trail-{ACCOUNT}"
ISSUER = "token.actions.githubusercontent.com"
SUBJECT = "repo:example-org@1000001/platform@1000002:environment:production"


@pytest.mark.parametrize("mode", list(Mode))
def test_the_stack_is_trail_baseline_identity_deployer_and_registry(mode: Mode) -> None:
    types = [resource.type for resource in recorded("account", mode).resources if resource.custom]
    assert set(types) == {
        "aws:accessanalyzer/analyzer:Analyzer",
        "aws:cloudtrail/trail:Trail",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
        "aws:ecr/replicationConfiguration:ReplicationConfiguration",
        "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "aws:iam/policy:Policy",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:kms/alias:Alias",
        "aws:kms/key:Key",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketLogging:BucketLogging",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:sns/topic:Topic",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:sns/topicSubscription:TopicSubscription",
    }
    # Buckets of the trail and its access logs; keys of trail, alerts, regions' copies and database metrics, and stacks' states.
    assert (types.count("aws:s3/bucket:Bucket"), types.count("aws:kms/key:Key")) == (2, 8 + 13)
    assert (SYSTEM.services, SYSTEM.jobs, SYSTEM.buckets) == ((), (), ())


MIGRATION_ENVIRONMENTS = ("development", "staging", "production")


def test_outputs(account: Recording) -> None:
    assert dict(account.outputs) == {
        "oidc_provider_arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}",
        "deployers": {
            f"{system}/{environment}": {
                "role": f"arn:aws:iam::{ACCOUNT}:role/acct-shared-deployer-{code}-{environment}",
                "reader": f"arn:aws:iam::{ACCOUNT}:role/acct-shared-drift-{code}-{environment}",
                "role_boundary": f"acct-shared-boundary-{code}-{environment}",
                "login": f"s3://{bucket}/{system}/{environment}?region={region}",
                "secrets_provider": f"awskms://alias/acct-shared-state-{code}-{environment}?region={region}",
            }
            for system, code, environment, bucket, region in (
                ("pre-delinquency-engine", "pde", "dev", "example-platform-state", "us-east-1"),
                ("pre-delinquency-engine", "pde", "staging", "example-platform-state", "us-east-1"),
                ("pre-delinquency-engine", "pde", "production", "example-platform-state", "us-east-1"),
                ("pre-delinquency-engine", "pde", "dr", "example-platform-state-west", "us-west-2"),
                ("default-rate", "drb", "production", "example-platform-state", "us-east-1"),
                ("ml-cicd", "mlc", "production", "example-platform-state-west", "us-west-2"),
                *(("migration-api", "mig", one, "example-platform-state", "us-east-1") for one in MIGRATION_ENVIRONMENTS),
                *(
                    ("fraud-detector", "frd", one, "example-platform-state-canada", "ca-central-1")
                    for one in ("staging", "production")
                ),
                ("fraud-detector", "frd", "dr", "example-platform-state-canada-west", "ca-west-1"),
                ("delivery", "dlv", "pde", "example-platform-state", "us-east-1"),
            )
        },
        "operators": {
            label: f"arn:aws:iam::{ACCOUNT}:role/acct-shared-operator-{deployer['role'].partition('-deployer-')[2]}"
            for label, deployer in account.outputs["deployers"].items()
        },
        "break_glass": f"arn:aws:iam::{ACCOUNT}:role/acct-shared-break-glass",
        "application_roles": {
            f"{system}/production": f"arn:aws:iam::{ACCOUNT}:role/acct-shared-application-{code}-production"
            for system, code in (("default-rate", "drb"), ("fraud-detector", "frd"), ("migration-api", "mig"), ("ml-cicd", "mlc"))
        },
        "trail_arn": TRAIL_ARN,
        "trail_bucket": BUCKET,
    }


def test_the_trail_covers_all_regions_and_is_signed_and_encrypted(account: Recording) -> None:
    trail = account.named("trail-trail")
    assert trail.inputs == {
        "name": "acct-shared-trail",
        "s3BucketName": BUCKET,
        "kmsKeyId": account.named("trail-key").outputs["arn"],
        "isMultiRegionTrail": True,
        "includeGlobalServiceEvents": True,
        "enableLogFileValidation": True,
        "enableLogging": True,
        "cloudWatchLogsGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/account/shared/trail:*",
        "cloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/acct-shared-trail-logs",
    }


def test_the_trail_records_management_events_alone(account: Recording) -> None:
    """Data events and insights are billed by the event; one busy bucket makes millions a day."""
    inputs = account.named("trail-trail").inputs
    assert not {"eventSelectors", "advancedEventSelectors", "insightSelectors"} & set(inputs)


def test_the_trail_survives_a_destroy(account: Recording) -> None:
    assert [account.named(name).protect for name in ("trail-trail", "trail-bucket", "trail-key")] == [True] * 3
    assert account.named("trail-bucket").inputs["forceDestroy"] is False
    assert [with_less().named(name).protect for name in ("trail-trail", "trail-bucket", "trail-key")] == [False] * 3


def test_files_are_kept_a_year_and_searchable_for_90_days(account: Recording) -> None:
    (rule,) = account.named("trail-lifecycle").inputs["rules"]
    assert rule["expiration"] == {"days": 365}
    assert account.named("trail-logs").inputs["retentionInDays"] == 90
    # Ten years with their leap days once ended in a traceback: a bucket took 3,650 days at most.
    (longer,) = with_more().named("trail-lifecycle").inputs["rules"]
    assert longer["expiration"] == {"days": 3653}


def test_the_bucket_takes_files_from_this_trail_alone(account: Recording) -> None:
    tls, looks, delivers = reading.document(account.named("trail-policy"))
    assert tls["Sid"] == "RefusePlaintext"
    assert looks == {
        "Sid": "TrailLooksAtBucket",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudtrail.amazonaws.com"]},
        "Action": ["s3:GetBucketAcl"],
        "Resource": [f"arn:aws:s3:::{BUCKET}"],
        "Condition": {"StringEquals": {"aws:SourceArn": TRAIL_ARN}},
    }
    assert delivers == {
        "Sid": "TrailDelivers",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudtrail.amazonaws.com"]},
        "Action": ["s3:PutObject"],
        "Resource": [f"arn:aws:s3:::{BUCKET}/AWSLogs/{ACCOUNT}/*"],
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": TRAIL_ARN}},
    }


def test_one_key_serves_files_and_log_group_and_nobody_elses_trail(account: Recording) -> None:
    key = account.named("trail-key")
    (rule,) = account.named("trail-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key.outputs["arn"]}
    assert account.named("trail-logs").inputs["kmsKeyId"] == key.outputs["arn"]
    statements = {statement["Sid"]: statement for statement in reading.document(key)}
    assert set(statements) == {
        "AccountDecidesThroughIam",
        "LogGroupsOfThisAccount",
        "LogFilesOfTrail",
        "DeliveryToBucket",
        "FoundByTrail",
    }
    source = {"StringEquals": {"aws:SourceArn": TRAIL_ARN}}
    use = ["kms:GenerateDataKey*", "kms:Decrypt"]
    for sid, actions, context in (
        ("LogFilesOfTrail", use, {"kms:EncryptionContext:aws:cloudtrail:arn": TRAIL_ARN}),
        ("DeliveryToBucket", use, {"kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{BUCKET}*"}),
        ("FoundByTrail", ["kms:DescribeKey"], None),
    ):
        assert statements[sid]["Principal"] == {"Service": ["cloudtrail.amazonaws.com"]}
        assert statements[sid]["Action"] == actions
        assert statements[sid]["Condition"] == (source if context is None else {**source, "StringLike": context})


def test_cloudtrail_may_write_its_own_streams_and_nothing_else(account: Recording) -> None:
    (trusted,) = reading.document(account.named("trail-role"), "assumeRolePolicy")
    assert trusted["Principal"] == {"Service": ["cloudtrail.amazonaws.com"]}
    assert reading.permissions(account, "acct-shared-trail-logs") == [
        {
            "Sid": "WriteEvents",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/account/shared/trail:log-stream:{ACCOUNT}_CloudTrail_*"],
        }
    ]


def test_githubs_provider_takes_tokens_for_aws_and_pins_no_thumbprint(account: Recording) -> None:
    assert account.named("github-provider").inputs == {"url": f"https://{ISSUER}", "clientIdLists": ["sts.amazonaws.com"]}


@pytest.mark.parametrize("mode", list(Mode))
def test_the_deployer_is_assumed_by_one_environment_of_one_repository_and_by_one_role_of_a_pipeline(mode: Mode) -> None:
    """The role is the pipeline's, which is deployed later: IAM would refuse it as a principal."""
    role = recorded("account", mode).named("deployer-pde-production-role")
    assert role.inputs["name"] == "acct-shared-deployer-pde-production"
    assert role.inputs["maxSessionDuration"] == 7200
    assert reading.document(role, "assumeRolePolicy")[:2] == [
        {
            "Sid": "AssumedByWorkflow",
            "Effect": "Allow",
            "Principal": {"Federated": [f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"]},
            "Action": ["sts:AssumeRoleWithWebIdentity"],
            "Condition": {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": SUBJECT}},
        },
        {
            "Sid": "AssumedByPipeline",
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root"]},
            "Action": ["sts:AssumeRole"],
            "Condition": {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/dlv-pde-deploy-pde-production"}},
        },
    ]


def test_a_stack_that_no_pipeline_delivers_trusts_none(account: Recording) -> None:
    for name in ("deployer-pde-dr-role", "deployer-dlv-pde-role", "deployer-frd-production-role"):
        assert "AssumedByPipeline" not in {one["Sid"] for one in reading.document(account.named(name), "assumeRolePolicy")}


@pytest.mark.parametrize(("environment", "named"), [("staging", "staging"), ("production", "live")])
def test_the_subject_is_made_of_the_repository_and_the_github_environment(environment: str, named: str) -> None:
    trusted, *_ = reading.document(with_more().named(f"deployer-pde-{environment}-role"), "assumeRolePolicy")
    subject = f"repo:example-org/platform:environment:{named}"
    assert trusted["Condition"] == {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": subject}}


def test_the_key_of_a_state_is_where_the_state_is_and_survives_a_destroy(account: Recording) -> None:
    for environment, region in (("production", None), ("dr", "us-west-2")):
        key = account.named(f"state-pde-{environment}-key")
        assert key.inputs.get("region") == region
        assert key.protect


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("trail-trail", "trail-policy"),
        ("trail-trail", "trail-encryption"),
        ("trail-trail", "trail-logs"),
        ("trail-trail", "trail-permissions"),
        ("trail-policy", "trail-public-access"),
        ("trail-logs", "trail-key"),
        ("deployer-pde-production-role", "github-provider"),
        ("deployer-pde-production-identity-attached", "deployer-pde-production-role"),
    ],
)
@pytest.mark.parametrize("mode", list(Mode))
def test_what_must_exist_first_does(later: str, earlier: str, mode: Mode) -> None:
    assert reading.waits_for(recorded("account", mode), later, earlier)
