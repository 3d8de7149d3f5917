"""A bucket is private, encrypted and versioned whatever its use; copies need a place and a key."""

import pytest

from components.data.bucket import Bucket
from components.network.placement import Placement
from offline.simulation.runner import Recording
from stack.settings import BucketSettings
from stack.site import Site
from tests import reading
from tests.components.declaring import ACCOUNT, access_logs, declared, site

REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"


def bucket(where: Site | None = None, settings: BucketSettings | None = None, *, replicated: bool = True) -> Recording:
    settings = settings or BucketSettings()

    def build(placement: Placement) -> None:
        logs = access_logs(placement.site)
        Bucket("data", placement.site, settings=settings, access_logs=logs, replicated=replicated)

    return declared(build, where)


def test_it_is_private_versioned_and_encrypted_with_a_key_of_its_own() -> None:
    found = bucket()
    assert found.named("data-bucket").inputs["bucket"] == f"wea-test-data-{ACCOUNT}"
    access = found.named("data-public-access").inputs
    assert all(access[key] for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"))
    assert found.named("data-versioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    (rule,) = found.named("data-encryption").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": found.named("data-key", "aws:kms/key:Key").outputs["arn"],
    }
    (refusal,) = reading.document(found.named("data-policy"))
    assert (refusal["Effect"], refusal["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


@pytest.mark.parametrize("protect", [True, False])
def test_protection_decides_whether_it_can_be_emptied(protect: bool) -> None:  # noqa: FBT001  a parameter of the test
    found = bucket(site(protect=protect)).named("data-bucket")
    assert (found.protect, found.inputs["forceDestroy"]) == (protect, not protect)


def test_without_a_recovery_region_there_is_no_copy() -> None:
    assert bucket().of(REPLICATION) == []
    assert bucket(site(recovery_region="us-west-2"), replicated=False).of(REPLICATION) == []


def test_a_copy_is_in_the_recovery_region_and_readable_at_once() -> None:
    """Objects in Glacier must be restored one by one before they can be read."""
    settings = BucketSettings(infrequent_access_days=30, glacier_days=90)
    found = bucket(site(recovery_region="us-west-2"), settings)
    replica = found.named("data-replica-bucket").inputs
    assert (replica["region"], replica["bucket"]) == ("us-west-2", f"wea-test-data-replica-{ACCOUNT}")
    classes = {
        name: [move["storageClass"] for move in found.named(f"{name}-lifecycle").inputs["rules"][0]["transitions"]]
        for name in ("data", "data-replica")
    }
    assert classes == {"data": ["STANDARD_IA", "GLACIER"], "data-replica": ["STANDARD_IA"]}
    assert reading.waits_for(found, "data-replication-rules", "data-replica-versioning")


def test_a_bucket_without_a_key_of_its_own_cannot_be_copied() -> None:
    with pytest.raises(ValueError, match="data needs a key of its own to be replicated"):
        declared(
            lambda placement: Bucket(
                "data", placement.site, settings=BucketSettings(), access_logs=None, aws_managed_encryption=True, replicated=True
            ),
            site(recovery_region="us-west-2"),
        )


def test_access_is_to_a_prefix_and_says_where() -> None:
    sids: list[str] = []

    def build(one: Bucket) -> None:
        access = one.access(read="reports/*", write="reports/*")
        sids.extend(statement.sid for statement in access.statements)
        assert set(access.environment) == {"S3_DATA_BUCKET"}
        assert access.statements[0].resources == (f"arn:aws:s3:::wea-test-data-{ACCOUNT}/reports/*",)

    declared(lambda placement: build(Bucket("data", placement.site, settings=BucketSettings(), access_logs=None)))
    assert sids == ["ReadData", "ListData", "WriteData", "DecryptData", "EncryptData"]


def test_a_bucket_elsewhere_needs_a_bucket_for_its_log_there() -> None:
    """S3 refuses a target of another region, halfway through the `up`."""

    def build(placement: Placement) -> None:
        Bucket("data", placement.site, settings=BucketSettings(), access_logs=access_logs(placement.site), region="us-west-2")

    with pytest.raises(ValueError, match="no bucket for access logs in us-west-2"):
        declared(build)


def test_copies_that_fail_are_watched_and_a_bucket_without_copies_has_nothing_to_watch() -> None:
    names: list[list[str]] = []

    def build(placement: Placement) -> None:
        logs = access_logs(placement.site)
        for replicated in (True, False):
            one = Bucket(
                f"data-{replicated}".lower(), placement.site, settings=BucketSettings(), access_logs=logs, replicated=replicated
            )
            names.append([signal.name for signal in one.signals])

    declared(build, site(recovery_region="us-west-2"))
    assert names == [["data-true-replication-failed"], []]


def test_what_nobody_reads_gets_cheaper_by_itself() -> None:
    found = bucket(settings=BucketSettings(intelligent_tiering=True, expire_days=365)).named("data-lifecycle")
    (rule,) = found.inputs["rules"]
    assert rule["transitions"] == [{"storageClass": "INTELLIGENT_TIERING", "days": 0}]
    assert rule["expiration"] == {"days": 365}
