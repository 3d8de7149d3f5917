"""A stack file against those beside it: what two stacks of one account would fight over, and what the account stack must allow.

A copied stack file is sound by itself; only beside its original does it show that both would own the same names. The preview asks
`compare`, which needs no stack to be run; `pulumi up` sees one stack at a time.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from stack.configuration import plain_value, plain_values
from stack.problems import Problem

_ACCOUNT_SYSTEM, _ACCOUNT_CODE = "account", "acct"

Values = Mapping[str, Any]


def compare(stack: str, configs: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """Return what is wrong with one stack file in the company of the others; those may be wrong themselves.

    Args:
        stack: the stack in question.
        configs: every readable stack's configuration, the one in question among them, `namespace:key` to string.
    """
    values = {name: _values(config) for name, config in configs.items()}
    own = values.pop(stack)
    others = {name: one for name, one in sorted(values.items()) if _same_account(own, one)}
    return [*_same_names(own, others), *_same_domain(own, others), *_same_network(own, others), *_within_account(own, others)]


def _values(config: Mapping[str, str]) -> Values:
    """The program's values, with what the provider is told beside them."""
    accounts = plain_value(config.get("aws:allowedAccountIds", ""))
    return {
        **plain_values(config),
        "aws:region": config.get("aws:region"),
        "aws:allowedAccountIds": frozenset(map(str, accounts)) if isinstance(accounts, list) else None,
    }


def _same_account(own: Values, other: Values) -> bool:
    """Whether two stacks may be in one account: unless both say in which ones they may be, and those differ."""
    ours, theirs = own["aws:allowedAccountIds"], other["aws:allowedAccountIds"]
    return ours is None or theirs is None or bool(ours & theirs)


def _same_names(own: Values, others: Mapping[str, Values]) -> Iterator[Problem]:
    for name, other in others.items():
        if own.get("system") == other.get("system") and own.get("environment") == other.get("environment"):
            yield Problem(
                path="platform:environment",
                found=f"{own.get('environment')}, as in Pulumi.{name}.yaml",
                allowed="an environment of its own for each stack of a system: both would own the same roles and databases",
                fix="name another environment, here and in aws:defaultTags",
            )


def _same_domain(own: Values, others: Mapping[str, Values]) -> Iterator[Problem]:
    domain = _at(own, "load_balancer", "domain")
    if domain is None or _at(own, "load_balancer", "take_over_domain") is True:
        return
    for name, other in others.items():
        if _at(other, "load_balancer", "domain") == domain and _at(other, "load_balancer", "take_over_domain") is not True:
            yield Problem(
                path="platform:load_balancer.domain",
                found=f"{domain}, as in Pulumi.{name}.yaml",
                allowed="a domain of its own for each stack: its record can point at one load balancer",
                fix="name another, or set take_over_domain in the stack that is to take it over",
            )


def _same_network(own: Values, others: Mapping[str, Values]) -> Iterator[Problem]:
    network = _network(own)
    for name, other in others.items():
        theirs = _network(other)
        if network is not None and theirs is not None and network.overlaps(theirs):
            yield Problem(
                path="platform:network.cidr_block",
                found=f"{network}, which overlaps {theirs} of Pulumi.{name}.yaml",
                allowed="a block of its own for each stack, so that any two can be peered",
                fix="choose another block, and subnets inside it",
            )


def _within_account(own: Values, others: Mapping[str, Values]) -> Iterator[Problem]:
    """What a stack takes from the account stack of its account: its boundary, its regions, and the copies of its images."""
    accounts = {name: other for name, other in others.items() if other.get("system") == _ACCOUNT_SYSTEM}
    boundary, system = own.get("role_boundary"), own.get("system")
    if system == _ACCOUNT_SYSTEM:
        return
    declared = [
        f"{_ACCOUNT_CODE}-{account.get('environment')}-boundary-{code}"
        for account in accounts.values()
        for code, name in _mapping(_at(account, "account", "systems")).items()
        if name == system
    ]
    if boundary is not None and boundary not in declared:
        yield Problem(
            path="platform:role_boundary",
            found=str(boundary),
            allowed=" or ".join(declared) or f"none: no account stack beside this file has {system} among its systems",
            fix=f"name {declared[0]}"
            if declared
            else f"add {system} to account.systems of the account stack, or remove role_boundary",
        )
    for path, region in (("aws:region", own["aws:region"]), ("platform:recovery.region", _at(own, "recovery", "region"))):
        for name, account in accounts.items():
            regions = _at(account, "account", "regions")
            if region is not None and isinstance(regions, list) and region not in regions:
                yield Problem(
                    path=path,
                    found=f"{region}, which is not among account.regions of Pulumi.{name}.yaml",
                    allowed=", ".join(map(str, regions)),
                    fix=f"add it there, so that the deployer may act in {region}, or name one of them",
                )
    yield from _images_copied(own, accounts)


def _images_copied(own: Values, accounts: Mapping[str, Values]) -> Iterator[Problem]:
    """Images are copied by the account stack alone (decision 6): without its rule a recovery region has no image to start."""
    system, source, destination = own.get("system"), own["aws:region"], _at(own, "recovery", "region")
    for name, account in accounts.items():
        codes = [code for code, of in _mapping(_at(account, "account", "systems")).items() if of == system]
        regions, rules = _at(account, "account", "regions"), _at(account, "account", "image_replication")
        if not codes or not isinstance(regions, list) or destination not in regions:
            continue
        prefix = f"{codes[0]}-{own.get('environment')}/"
        ours = [
            rule["prefixes"]
            for rule in map(_mapping, rules if isinstance(rules, list) else ())
            if (rule.get("source"), rule.get("destination")) == (source, destination) and isinstance(rule.get("prefixes"), list)
        ]
        if not any(prefix.startswith(str(copied)) for prefixes in ours for copied in prefixes):
            rule = f"{{source: {source}, destination: {destination}, prefixes: [{prefix}]}}"
            yield Problem(
                path="platform:recovery.region",
                found=f"{destination}, where Pulumi.{name}.yaml has no images of {prefix} copied",
                allowed=f"a region to which its account.image_replication copies {prefix} from {source}",
                fix=f"add {prefix} to the prefixes of its rule from {source} to {destination}" if ours else f"add {rule} there",
            )


def _network(values: Values) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(str(_at(values, "network", "cidr_block")))
    except ValueError:
        return None


def _at(values: Values, block: str, key: str) -> Any:
    return _mapping(values.get(block)).get(key)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
