"""How much a pattern in a policy covers: one thing, some, or all of a kind."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv6Network
from typing import Final

from policy.knowledge.network.cidr import are_anywhere, read

_ARN_PARTS: Final = 6
_PARTITION: Final = re.compile(r"^arn:aws-[\w-]+:")
_WILDCARD: Final = re.compile(r"[*?]")
_ANYTHING: Final = re.compile(r"[*?]*")

# Callers whose ARN a condition may ask for, whose address, and keys of which a first part alone says who owns the caller: an
# organization before its units, a role's or user's id before the session's name. Every other key is an id and has to be whole,
# as Amazon S3 asks before it calls a policy not public ("Blocking public access to your Amazon S3 storage", "The meaning of
# 'public'").
_ARN_KEYS: Final = frozenset({"aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn", "s3:dataaccesspointarn"})
_ADDRESS: Final = "aws:sourceip"
_SHARE: Final = 1 / 64  # of the internet, as of the blocks of a security group
_PRIVATE_V6: Final = IPv6Network("fc00::/7")
_WIDE_V6: Final = 32  # of addresses, S3 calls public what is broader than a /8, and in IPv6 than a /32, on the same page
_FIRST_PART: Final = {
    "aws:principalorgpaths": "/",
    "aws:resourceorgpaths": "/",
    "aws:sourceorgpaths": "/",
    "aws:userid": ":",
    "aws:vpceorgpaths": "/",
}

# Services whose ARNs have no type in front of the name, and words for types within others' ARNs (service authorization reference,
# "Resource types defined by ..." of each service).
_UNTYPED: Final = frozenset({"codecommit", "codepipeline", "execute-api", "s3", "sns", "sqs"})
_INNER_TYPES: Final[Mapping[str, frozenset[str]]] = {
    "autoscaling": frozenset({"autoScalingGroupName", "launchConfigurationName"}),
    "dynamodb": frozenset({"backup", "export", "index", "stream"}),
    "elasticloadbalancing": frozenset({"app", "gwy", "net"}),
    "logs": frozenset({"log-stream"}),
    "wafv2": frozenset({"webacl"}),
}
_LEADING_TYPE: Final = re.compile(
    r"^(?:/?[\w-]+[:/]|(?:alias|function|key|log-group|parameter|policy|role|secret|table|user)(?=[*?]))"
)
_NAME: Final = re.compile(r"[^*?:/]*[^*?:/-][^*?:/]*")  # of dashes alone it is none


def in_main_partition(pattern: str) -> str:
    """A pattern for ARNs with `aws` in place of its partition, to be held against what names none of its own.

    A stack is in one partition (`aws`, `aws-cn`, `aws-us-gov`), and its policies name no other.
    """
    return _PARTITION.sub("arn:aws:", pattern)


def has_wildcard(pattern: str) -> bool:
    """Whether a pattern stands for more than itself."""
    return bool(_WILDCARD.search(pattern))


def is_anything(pattern: str) -> bool:
    """Whether a pattern covers everything: wildcards alone, or no character at all."""
    return bool(_ANYTHING.fullmatch(pattern))


def are_everyones(key: str, values: Sequence[str]) -> bool:
    """Whether one of the values of a condition's key is that of callers of any account; of addresses, also all of them together."""
    if key == _ADDRESS:
        return any(map(_is_wide_v6, values)) or are_anywhere(values, _SHARE)
    return any(is_everyones(key, value) for value in values)


def _is_wide_v6(cidr: str) -> bool:
    network = read(cidr)
    return isinstance(network, IPv6Network) and network.prefixlen < _WIDE_V6 and not network.subnet_of(_PRIVATE_V6)


def is_everyones(key: str, value: str) -> bool:
    """Whether a value of a condition's key is that of callers of any account.

    Args:
        key: a key about who comes or who owns what, in lower case, but not about addresses.
        value: what the key has to be or be like.
    """
    if key in _ARN_KEYS:
        return names_no_account(value)
    owner = value.partition(_FIRST_PART[key])[0] if key in _FIRST_PART else value
    return not owner or has_wildcard(owner)


def names_no_account(arn: str) -> bool:
    """Whether an ARN pattern names no account. A bucket's has none and counts by its name."""
    parts = arn.split(":", _ARN_PARTS - 1)
    if parts[0] != "arn" or len(parts) != _ARN_PARTS:
        return True
    account, resource = parts[4:]
    return has_wildcard(account) or (not account and resource.startswith(("*", "?")))


def is_everywhere(resource: str) -> bool:
    """Whether a pattern covers every resource, or every one of a service or of a type (`secret:*`, `role/?*`, `key/*-*`)."""
    parts = resource.split(":", _ARN_PARTS - 1)
    if parts[0] != "arn":
        return is_anything(resource)
    if len(parts) != _ARN_PARTS:
        return resource.endswith("*")
    service, name = parts[2], parts[5]
    if service not in _UNTYPED:
        name = _LEADING_TYPE.sub("", name)
    return has_wildcard(name) and set(_NAME.findall(name)) <= _INNER_TYPES.get(service, set())
