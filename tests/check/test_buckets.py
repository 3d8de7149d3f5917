"""Every bucket of every stack says who used it, every copy that fails is heard of, and logs can go where the settings send them."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from offline.simulation.runner import Mode, Recording, Resource, plain
from policy.knowledge.iam.service_principals import ASSUMING
from tests import reading
from tests.check.everything import asleep_at_night
from tests.check.found import DEPLOYED, SERVED, listed
from tests.stacks import STACKS, recorded, values_of

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
BUCKET = "aws:s3/bucket:Bucket"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"


def by_bucket(recording: Recording, token: str) -> dict[str, Resource]:
    """Return the companions of one type by the name of their bucket."""
    return {plain(one.inputs["bucket"]): one for one in recording.of(token)}


def admitting(policy: Resource, service: str, action: str, resource: str) -> Iterable[Mapping[str, Any]]:
    """Return the statements of a bucket's policy that let a service do something."""
    for statement in reading.document(policy):
        named = any(fnmatchcase(resource, pattern) for pattern in statement["Resource"])
        if statement["Principal"] == {"Service": [service]} and action in statement["Action"] and named:
            yield statement


@pytest.mark.parametrize("stack", STACKS)
def test_every_bucket_is_logged_into_one_of_its_region_that_s3_may_write_to(stack: str) -> None:
    """S3 delivers within a region, under its own key, where a policy lets it; where one is missing nothing arrives, unsaid."""
    recording = asleep_at_night(stack) if stack in SERVED else recorded(stack)
    here = values_of(stack)["aws:region"]
    regions = {one.inputs["bucket"]: one.inputs.get("region", here) for one in recording.of(BUCKET)}
    logging, policies = by_bucket(recording, LOGGING), by_bucket(recording, BUCKET_POLICY)
    encryption = by_bucket(recording, ENCRYPTION)
    targets = {plain(one.inputs["targetBucket"]) for one in logging.values()}
    assert set(regions) - set(logging) == targets, f"give each bucket of {stack} the access_logs of the stack"
    assert len(targets) == len({regions[target] for target in targets}), "one bucket for access logs in each region is enough"
    for bucket, one in logging.items():
        target = plain(one.inputs["targetBucket"])
        there = (regions[target], one.inputs.get("region", here))
        assert there == (regions[bucket], regions[bucket]), f"{one.name}: S3 delivers within the region of {bucket} only"
        assert policies[target].urn in reading.needed_by(recording, one), f"{one.name} must wait for the policy of {target}"
        objects = f"arn:aws:s3:::{target}/s3/x"
        (statement,) = admitting(policies[target], "logging.s3.amazonaws.com", "s3:PutObject", objects)
        condition = statement["Condition"]
        own = condition["StringEquals"] == {"aws:SourceAccount": "111122223333"}
        assert own, f"{policies[target].name}: let S3 deliver for this account's buckets alone"
        named = fnmatchcase(f"arn:aws:s3:::{bucket}", condition["ArnLike"]["aws:SourceArn"])
        assert named, f"{policies[target].name} does not let S3 deliver the log of {bucket}: components/data/access_log.py"
        (rule,) = encryption[target].inputs["rules"]
        encrypted = rule["applyServerSideEncryptionByDefault"]
        assert encrypted == {"sseAlgorithm": "AES256"}, f"S3 delivers no access logs to {target}, which has a key of its own"


@pytest.mark.parametrize("stack", DEPLOYED)
def test_every_replication_is_counted_and_watched_where_s3_counts_it(stack: str) -> None:
    """S3 counts failures in the source's region, under exactly these three dimensions, and only while something is copied."""
    recording = recorded(stack)
    alarms = [plain(alarm.inputs) for alarm in recording.of(ALARM)]
    for replication in recording.of(REPLICATION):
        assert "region" not in replication.inputs, "alarms are in the stack's own region"
        for rule in plain(replication.inputs["rules"]):
            measured = rule["destination"]["metrics"] == {"status": "Enabled"}
            assert measured, f"{replication.name}: S3 counts failures only with metrics: components/data/replication.py"
            dimensions = {
                "SourceBucket": plain(replication.inputs["bucket"]),
                "DestinationBucket": rule["destination"]["bucket"].removeprefix("arn:aws:s3:::"),
                "RuleId": rule["id"],
            }
            failures = [one for one in alarms if one.get("metricName") == "OperationsFailedReplication"]
            watching = [one for one in failures if one["namespace"] == "AWS/S3" and one["dimensions"] == dimensions]
            assert len(watching) == 1, (
                f"{replication.name}: {len(watching)} alarms watch it: give the bucket's signals to the watch"
            )
            (alarm,) = watching
            one_is_enough = (alarm["statistic"], alarm["threshold"], alarm["evaluationPeriods"]) == ("Sum", 0, 1)
            assert one_is_enough, f"{alarm['name']}: one failed copy is not tried again, so one is enough"
            quiet = alarm["treatMissingData"] == "notBreaching"
            assert quiet, f"{alarm['name']}: S3 sends nothing while nothing is copied: notBreaching"


@pytest.mark.parametrize("stack", DEPLOYED)
def test_every_vault_that_takes_sends_or_restores_recovery_points_is_watched(stack: str) -> None:
    recording = recorded(stack)
    watched = {
        (alarm.inputs["metricName"], plain(alarm.inputs["dimensions"])["BackupVaultName"])
        for alarm in recording.of(ALARM)
        if alarm.inputs.get("namespace") == "AWS/Backup"
    }
    wanted = set()
    for plan in recording.of("aws:backup/plan:Plan"):
        for rule in plain(plan.inputs["rules"]):
            wanted.add(("NumberOfBackupJobsFailed", rule["targetVaultName"]))
            wanted |= {("NumberOfCopyJobsFailed", rule["targetVaultName"])} if rule.get("copyActions") else set()
    for plan in recording.of("aws:backup/restoreTestingPlan:RestoreTestingPlan"):
        vaults = plain(plan.inputs["recoveryPointSelection"])["includeVaults"]
        wanted |= {("NumberOfRestoreJobsFailed", arn.rpartition(":")[2]) for arn in vaults}
    assert watched == wanted, f"what vaults of {stack} fail at and what alarms watch differ: {listed(map(str, watched ^ wanted))}"


@pytest.mark.parametrize("stack", STACKS)
def test_no_trust_asks_for_what_its_service_is_not_known_to_send(stack: str) -> None:
    """Such a role can never be assumed: S3 marks each object FAILED, AWS Backup each job, months before anyone looks."""
    for role in recorded(stack).of(reading.ROLE):
        for statement in reading.document(role, "assumeRolePolicy"):
            keys = {key for pairs in statement.get("Condition", {}).values() for key in pairs if key.startswith("aws:Source")}
            services = statement["Principal"].get("Service", ())
            for service in services:
                name = service.removesuffix(".amazonaws.com")
                assert not keys or name in ASSUMING, f"{role.name}: AWS documents no {keys} when {service} assumes a role"


@pytest.mark.parametrize(
    ("stack", "mode"),
    # Where they go is the base's matter: of what a preview declares one stack tells.
    [*((stack, Mode.APPLIED) for stack in SERVED), *((stack, Mode.PLANNED) for stack in SERVED[:1])],
)
def test_flow_logs_can_go_to_a_bucket_that_admits_them(stack: str, mode: Mode) -> None:
    """AWS adds to a policy that lacks its statements, and the next `up` takes them away again."""
    recording = asleep_at_night(stack, mode)
    (flow,) = recording.of(FLOW_LOG)
    bucket = str(flow.inputs["logDestination"]).removeprefix("arn:aws:s3:::")
    assert flow.inputs["logDestinationType"] == "s3", f"{flow.name}: say that {bucket} is a bucket with log_destination_type"
    assert "iamRoleArn" not in flow.inputs, f"{flow.name}: EC2 refuses a role where flow logs go to a bucket"
    groups = [group.name for group in recording.of(LOG_GROUP) if group.inputs["name"].endswith("/vpc/flow-logs")]
    assert not groups, f"{stack} pays for flow logs twice: leave {listed(groups)} out where they go to a bucket"
    assert bucket in {one.inputs["bucket"] for one in recording.of(BUCKET)}, f"{stack} does not declare the bucket {bucket}"
    (policy,) = (one for one in recording.of(BUCKET_POLICY) if f"arn:aws:s3:::{bucket}" in str(plain(one.inputs["policy"])))
    assert policy.urn in reading.needed_by(recording, flow), f"{flow.name} must wait for the policy of {bucket}"
    region, account = values_of(stack)["aws:region"], "111122223333"
    source = {"aws:SourceArn": f"arn:aws:logs:{region}:{account}:*"}
    service = "delivery.logs.amazonaws.com"
    (write,) = admitting(policy, service, "s3:PutObject", f"arn:aws:s3:::{bucket}/AWSLogs/{account}/vpcflowlogs/x")
    (look,) = admitting(policy, service, "s3:GetBucketAcl", f"arn:aws:s3:::{bucket}")
    told = f"{policy.name}: word the statements as AWS does, or it adds its own: components/data/flow_log_bucket.py"
    assert (write["Sid"], look["Sid"]) == ("AWSLogDeliveryWrite", "AWSLogDeliveryAclCheck"), told
    owned = {"aws:SourceAccount": account, "s3:x-amz-acl": "bucket-owner-full-control"}
    assert write["Condition"] == {"StringEquals": owned, "ArnLike": source}, told
    assert look["Condition"] == {"StringEquals": {"aws:SourceAccount": account}, "ArnLike": source}, told
    keys = [key for key in recording.of("aws:kms/key:Key") if service in str(plain(key.inputs["policy"]))]
    (encryption,) = (one for one in recording.of(ENCRYPTION) if one.name == policy.name.replace("-policy", "-encryption"))
    assert len(keys) == 1, f"{len(keys)} keys of {stack} let flow logs be delivered: the key of the logs alone has to"
    assert keys[0].urn in encryption.dependencies, f"{encryption.name} has another key than the one that admits the delivery"


@pytest.mark.parametrize("stack", DEPLOYED)
def test_the_key_of_the_logs_admits_no_delivery_that_there_is_not(stack: str) -> None:
    recording = recorded(stack)
    if all(flow.inputs.get("logDestinationType") != "s3" for flow in recording.of(FLOW_LOG)):
        open_keys = [key.name for key in recording.of("aws:kms/key:Key") if "delivery.logs" in str(plain(key.inputs["policy"]))]
        assert not open_keys, f"{stack} has no bucket for flow logs, yet these keys let them be delivered: {listed(open_keys)}"
