"""What versions 4 to 6 of the AWS provider call otherwise than version 7, whose names rules use.

Only what a rule asks for, and what means the same: the blocks of `aws.s3.BucketV2`, which are lists there, and a flow log's group.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from policy.model import kinds

_Value = TypeVar("_Value")

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    kinds.BUCKET: {
        "loggings": "logging",
        "replicationConfigurations": "replicationConfiguration",
        "serverSideEncryptionConfigurations": "serverSideEncryptionConfiguration",
        "versionings": "versioning",
    },
    kinds.FLOW_LOG: {"logGroupName": "logDestination"},
}
# The same inside a property of these types, by the property's name.
_INSIDE: Final[Mapping[str, Mapping[str, str]]] = {
    "serverSideEncryptionConfiguration": {
        "rules": "rule",
        "applyServerSideEncryptionByDefaults": "applyServerSideEncryptionByDefault",
    },
    "lifecycleRules": {"expirations": "expiration", "noncurrentVersionExpirations": "noncurrentVersionExpiration"},
}


def renamed(token: str, properties: Mapping[str, _Value]) -> Mapping[str, _Value]:
    """A resource's properties, or something else by property, under the names of version 7; where both are given, those win."""
    names = _NAMES.get(token)
    if names is None:
        return properties
    older = {names[key]: value for key, value in properties.items() if key in names}
    return older | {key: value for key, value in properties.items() if key not in names}


def properties_of(token: str, properties: Mapping[str, object]) -> Mapping[str, object]:
    """The same with what is inside them."""
    if token not in _NAMES:
        return properties
    return {key: _inside(value, _INSIDE[key]) if key in _INSIDE else value for key, value in renamed(token, properties).items()}


def _inside(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_inside(one, names) for one in value]
    if isinstance(value, Mapping):
        return {names.get(key, key): _inside(one, names) for key, one in value.items()}
    return value
