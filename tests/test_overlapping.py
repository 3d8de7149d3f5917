"""Kinds and patterns of ARNs, as tests of permissions hold them against each other."""

import pytest

from tests.overlapping import is_a, overlap

BUCKET, OBJECT = "arn:${Partition}:s3:::${BucketName}", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
SUBNET = "arn:${Partition}:ec2:${Region}:${Account}:subnet/${SubnetId}"
ROLE = "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"
RECOVERY_POINT = "arn:${Partition}:${Vendor}:${Region}:*:${ResourceType}:${RecoveryPointId}"


@pytest.mark.parametrize(
    ("kind", "pattern", "expected"),
    [
        (BUCKET, "arn:aws:s3:::one-*", True),
        (BUCKET, "arn:aws:s3:::one/*", False),
        (OBJECT, "arn:aws:s3:::one-*/*", True),
        (OBJECT, "arn:aws:s3:::one*", True),
        (SUBNET, "arn:aws:ec2:*:1:*/*", True),
        (SUBNET, "arn:aws:ec2:*:1:vpc/*", False),
        (SUBNET, "*", True),
        (ROLE, "arn:aws:iam::1:role/path/a-*", True),
        (ROLE, "arn:aws:iam:us-east-1:1:role/a", False),
        (RECOVERY_POINT, "arn:aws:rds:*:1:snapshot:awsbackup:*", True),
    ],
)
def test_a_kind_and_a_pattern_overlap(kind: str, pattern: str, *, expected: bool) -> None:
    assert overlap(kind, pattern) is expected


@pytest.mark.parametrize(
    ("kind", "arn", "expected"),
    [
        (BUCKET, "arn:aws:s3:::one", True),
        (BUCKET, "arn:aws:s3:::one/two", False),
        (OBJECT, "arn:aws:s3:::one/two/three", True),
        (SUBNET, "arn:aws:ec2:us-east-1:1:subnet/subnet-1", True),
        (SUBNET, "arn:aws:ec2:us-east-1:1:vpc/vpc-1", False),
        (ROLE, "arn:aws:iam::1:role/aws-service-role/a/b", True),
        (RECOVERY_POINT, "arn:aws:rds:us-east-1:1:snapshot:awsbackup:job-1", True),
    ],
)
def test_an_arn_is_of_a_kind(kind: str, arn: str, *, expected: bool) -> None:
    assert is_a(kind, arn) is expected
