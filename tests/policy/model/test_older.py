"""Older names of properties: those that the older type has, for those that the current one has."""

import pytest

from policy.model import kinds
from policy.model.older import _INSIDE, _NAMES, properties_of
from policy.model.values import UNKNOWN
from policy.testing.names import _properties


def test_the_names_are_the_two_types() -> None:
    """The provider still has the older bucket; a flow log's group was given by name until version 7."""
    names = _NAMES[kinds.BUCKET]
    assert set(names) == _properties("aws:s3/bucketV2:BucketV2") & set(names)
    assert set(names.values()) == (_properties(kinds.BUCKET) - _properties("aws:s3/bucketV2:BucketV2")) & set(names.values())
    assert set(_NAMES[kinds.FLOW_LOG].values()) <= _properties(kinds.FLOW_LOG)
    assert set(_INSIDE) <= _properties(kinds.BUCKET)


@pytest.mark.parametrize("older", _NAMES[kinds.BUCKET])
def test_a_property_has_its_current_name(older: str) -> None:
    assert properties_of(kinds.BUCKET, {older: [{"x": 1}]}) == {_NAMES[kinds.BUCKET][older]: [{"x": 1}]}
    assert properties_of(kinds.QUEUE, {older: 1}) == {older: 1}


def test_what_is_given_under_the_current_name_wins() -> None:
    for given in ({"loggings": 1, "logging": 2}, {"logging": 2, "loggings": 1}):
        assert properties_of(kinds.BUCKET, given) == {"logging": 2}


def test_the_same_words_elsewhere_are_left_alone() -> None:
    assert properties_of(kinds.BUCKET, {"replicationConfiguration": {"rules": [1]}}) == {"replicationConfiguration": {"rules": [1]}}


def test_what_is_inside_has_its_current_name() -> None:
    encryption = [{"rules": [{"applyServerSideEncryptionByDefaults": [{"sseAlgorithm": "aws:kms"}]}]}]
    lifecycle = [{"expirations": [{"days": 7}], "noncurrentVersionExpirations": UNKNOWN}]
    assert properties_of(kinds.BUCKET, {"serverSideEncryptionConfigurations": encryption, "lifecycleRules": lifecycle}) == {
        "serverSideEncryptionConfiguration": [{"rule": [{"applyServerSideEncryptionByDefault": [{"sseAlgorithm": "aws:kms"}]}]}],
        "lifecycleRules": [{"expiration": [{"days": 7}], "noncurrentVersionExpiration": UNKNOWN}],
    }
