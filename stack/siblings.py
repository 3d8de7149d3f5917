"""A stack file against those beside it: what two stacks of one account would fight over, and what the account stack must allow.

A copied stack file is sound by itself; only beside its original does it show that both would own the same names. The preview asks
`compare`, which needs no stack to be run; `pulumi up` sees one stack at a time.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any

from stack.configuration import plain_value, plain_values
from stack.deliveries import delivery_problems
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
    lines = [line for other in others.values() if other.get("system") == _ACCOUNT_SYSTEM for line in _lines(other)]
    return [
        *_same_names(own, others),
        *_same_domain(own, others),
        *_same_network(own, others),
        *_within_account(own, others),
        *delivery_problems(own, others, lines),
    ]


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
    """What a stack takes from the account stack of its account: the line that lets it be deployed, and what that allows."""
    accounts = {name: other for name, other in others.items() if other.get("system") == _ACCOUNT_SYSTEM}
    if own.get("system") == _ACCOUNT_SYSTEM:
        return
    lines = [
        (name, account, line)
        for name, account in accounts.items()
        for line in _lines(account)
        if (line.get("system"), line.get("environment")) == (own.get("system"), own.get("environment"))
    ]
    if not lines and own.get("role_boundary") is not None:
        yield _undeployed(own, list(accounts))
    for name, account, line in lines:
        yield from _boundary_problems(own, account)
        yield from _line_problems(
            own, line, f"the line of Pulumi.{name}.yaml that deploys {own.get('system')} {own.get('environment')}"
        )
        if _at(own, "recovery", "region") in _listed(line.get("regions")):
            yield from _image_problems(own, name, account)


def _undeployed(own: Values, accounts: list[str]) -> Problem:
    """No account stack has a line for the stack, whose roles nevertheless are to be bounded by its policy."""
    regions = [str(region) for region in (own["aws:region"], _at(own, "recovery", "region")) if region is not None]
    domain = "" if _at(own, "load_balancer", "hosted_zone") is None else f", domains: [{_at(own, 'load_balancer', 'domain')}]"
    line = f"- {{system: {own.get('system')}, environment: {own.get('environment')}, regions: [{', '.join(regions)}]{domain}}}"
    files = " or ".join(f"Pulumi.{name}.yaml" for name in accounts) or "an account stack"
    return Problem(
        path="platform:role_boundary",
        found=str(own.get("role_boundary")),
        allowed=f"none: no account stack beside this file deploys {own.get('system')} {own.get('environment')}",
        fix=f"add to account.deployments of {files} the line {line}; or remove role_boundary",
    )


def _boundary_problems(own: Values, account: Values) -> Iterator[Problem]:
    stem, environment = f"{_ACCOUNT_CODE}-{account.get('environment')}-boundary-", own.get("environment")
    boundary = str(own.get("role_boundary") or "")
    if not re.fullmatch(rf"{re.escape(stem)}[a-z]{{1,6}}-{re.escape(str(environment))}", boundary):
        code = re.search(r"-boundary-([a-z]{1,6})(-|$)", boundary)
        name = f"{stem}{code[1] if code else '<code of the system>'}-{environment}"
        yield Problem(
            path="platform:role_boundary",
            found=boundary or "nothing",
            allowed=f"{name}: the deployer of this stack can make roles within this boundary alone",
            fix=f"name {name}",
        )


def _line_problems(own: Values, line: Values, where: str) -> Iterator[Problem]:
    """What the stack needs against what its line lets the deployer do."""
    regions = [str(region) for region in _listed(line.get("regions"))]
    region, recovery = own["aws:region"], _at(own, "recovery", "region")
    if own.get("protect") is True and _at(line, "application", "records_images") is True:
        yield Problem(
            path="platform:protect",
            found=f"true, with application.records_images in {where}",
            allowed="records_images for stacks that are not protected: here somebody says what runs, after approval",
            fix="remove records_images from the line",
        )
    if region is not None and regions and region != regions[0]:
        yield Problem(
            path="aws:region",
            found=f"{region}, which is not the first of the regions in {where}",
            allowed=f"{regions[0]}, where the stack's state is",
            fix=f"put {region} first there, so that the deployer may act in it, or name {regions[0]}",
        )
    if recovery is not None and regions and recovery not in regions:
        yield Problem(
            path="platform:recovery.region",
            found=f"{recovery}, which is not among the regions in {where}",
            allowed=", ".join(regions),
            fix=f"add it there, so that the deployer may act in {recovery}, or name one of them",
        )
    domain, domains = _at(own, "load_balancer", "domain"), _listed(line.get("domains"))
    if _at(own, "load_balancer", "hosted_zone") is not None and domain not in domains:
        yield Problem(
            path="platform:load_balancer.domain",
            found=f"{domain}, which is not among the domains in {where}",
            allowed=", ".join(map(str, domains)) or "none",
            fix="add it there, so that the deployer may write its records, or name one of them",
        )
    needed = _at(own, "load_balancer", "failover") is not None
    if needed and not (line.get("failover") is True and "us-east-1" in regions):
        yield Problem(
            path="platform:load_balancer.failover",
            found=f"a health check, and no failover: true with us-east-1 among the regions in {where}",
            allowed="a line that lets the deployer make health checks, and their alarm in us-east-1, where Route 53 publishes",
            fix="add both there and apply the account stack first, or remove failover (docs/runbooks/failover.md)",
        )
    yield from _copy_problems(own, line, where)
    yield from _adoption_problems(own, line, where)
    if _mapping(_at(own, "database", "restore")).get("backups_arn") is not None and line.get("recovers") is None:
        yield Problem(
            path="platform:database.restore.backups_arn",
            found=f"a copy of another stack's backups, and no recovers in {where}",
            allowed="a copy from the environment that recovers names: the deployer may restore no other",
            fix="add recovers there, with the environment whose backups they are",
        )


def _copy_problems(own: Values, line: Values, where: str) -> Iterator[Problem]:
    """Backups are copied by a role of the stack's, within its boundary, which the line makes."""
    vault, allowed = _mapping(_at(own, "backup", "copy_to")).get("vault_arn"), line.get("backup_copies")
    if vault != allowed:
        yield Problem(
            path="platform:backup.copy_to.vault_arn",
            found=str(vault or "nothing"),
            allowed=f"{allowed or 'nothing'}, the backup_copies in {where}: its roles may copy into no other vault",
            fix="write the same into both, and apply the account stack first",
        )


def _adoption_problems(own: Values, line: Values, where: str) -> Iterator[Problem]:
    """What a stack has taken over has names that the deployer does not know by the stack's."""
    allowed = [str(name) for name in _listed(line.get("adopts"))]
    for tier, block in own.items():
        adopt = _mapping(_mapping(block).get("adopt"))
        named = [adopt.get("name"), adopt.get("subnet_group"), *_listed(adopt.get("instances"))]
        if missing := [str(name) for name in named if name is not None and str(name) not in allowed]:
            yield Problem(
                path=f"platform:{tier}.adopt",
                found=f"{', '.join(missing)}, not among the adopts in {where}",
                allowed=", ".join(allowed) or "none",
                fix="add it there, so that the deployer may change it, and apply the account stack first",
            )


def _image_problems(own: Values, name: str, account: Values) -> Iterator[Problem]:
    """Images are copied by the account stack alone (decision 6): without its rule a recovery region has no image to start."""
    source, destination, environment = own["aws:region"], _at(own, "recovery", "region"), own.get("environment")
    code = re.search(r"-boundary-([a-z]{1,6})-", str(own.get("role_boundary")))  # no other key of the file says it
    if code is None:
        return
    prefix = f"{code[1]}-{environment}/"
    rules = map(_mapping, _listed(_at(account, "account", "image_replication")))
    ours = [rule for rule in rules if (rule.get("source"), rule.get("destination")) == (source, destination)]
    if not any(prefix.startswith(str(copied)) for rule in ours for copied in _listed(rule.get("prefixes"))):
        rule = f"{{source: {source}, destination: {destination}, prefixes: [{prefix}]}}"
        yield Problem(
            path="platform:recovery.region",
            found=f"{destination}, where Pulumi.{name}.yaml has no images of {prefix} copied",
            allowed=f"a region to which its account.image_replication copies {prefix} from {source}",
            fix=f"add {prefix} to the prefixes of its rule from {source} to {destination}" if ours else f"add {rule} there",
        )


def _lines(account: Values) -> list[Values]:
    return [line for line in _listed(_at(account, "account", "deployments")) if isinstance(line, dict)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _network(values: Values) -> ipaddress.IPv4Network | None:
    try:
        return ipaddress.IPv4Network(str(_at(values, "network", "cidr_block")))
    except ValueError:
        return None


def _at(values: Values, block: str, key: str) -> Any:
    return _mapping(values.get(block)).get(key)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
