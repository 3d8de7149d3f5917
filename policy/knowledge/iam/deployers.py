"""Identity policies that are about other stacks by nature: what deploys and operates them, and boundaries of what is made there."""

import re
from collections.abc import Callable, Container, Sequence

from policy.knowledge.iam.documents import IDENTITY_HOLDERS, documents
from policy.knowledge.iam.identity_providers import PIPELINES, issuer
from policy.knowledge.iam.pattern_scope import has_wildcard, is_everywhere
from policy.knowledge.iam.people import lets_in_people_alone
from policy.knowledge.iam.policy_holders import Holders, holders
from policy.knowledge.iam.statements import Statement, parse
from policy.model import kinds
from policy.model.expectations import at_most_undecided
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.rule import Finding, Findings, Known, Setting, Undecided
from policy.model.values import UNKNOWN, Unknown, Unreadable, text

_TRUST = "assumeRolePolicy"
_BUILDS = ("codebuild.amazonaws.com", "codebuild.amazonaws.com.cn")
_ACCOUNT = re.compile(r"^arn:[^:]*:iam::\d{12}:root$")
_ROLE = re.compile(r"^arn:[^:]*:iam::\d{12}:role/[^*?]+$")
_ROLE_ARN = re.compile(r"^arn:[^:]*:iam::\d{12}:role/(?P<name>[\w+=,.@-]+)$")


PIPELINE_ISSUERS = Setting(
    default=PIPELINES,
    description="Patterns of issuers (without `https://`) whose tokens pipelines get; roles for these alone deploy other stacks",
)


def about_this_stack(graph: Graph, pipelines: Sequence[str], judge: Callable[[Resource], Findings]) -> Findings:
    """Findings of a rule on what holds statements for identities of this stack.

    Left out is what only roles for pipelines and people hold (pipelines' tokens, people with a code or of Identity Center, and
    roles of the stack that are for these), because they deploy and operate what other stacks declare; and permissions boundaries,
    which grant nothing as long as they are not attached. While it is unknown whether something is one
    of the two, a violation in it is undecided.

    Args:
        graph: the stack.
        pipelines: the issuers of pipelines' tokens, as patterns.
        judge: the rule on one holder.
    """
    held, limits, deployers = graph.once(holders), graph.once(_limits), _deployers(graph, pipelines)
    for source in graph.of(*(token for token in IDENTITY_HOLDERS if token != kinds.PERMISSION_SET_POLICY)):
        owners = _owners(graph, source, held)
        unresolved = [*owners.unresolved, *(Undecided(role, _TRUST) for role in owners.found if role.get(_TRUST) is UNKNOWN)]
        is_deployers = bool(owners.found) and all(role in deployers for role in owners.found)
        is_free = source.type == kinds.MANAGED_POLICY and not owners.found
        if unresolved or not (is_deployers or (is_free and limits.name(source))):
            unresolved += _unresolved_limits(source, limits) if is_free else ()
            found = judge(source)
            yield from at_most_undecided(found, unresolved[0]) if unresolved else found


def _owners(graph: Graph, source: Resource, held: Holders) -> Known[Resource]:
    """Who surely has a policy."""
    if source.type == kinds.ROLE:
        return Known([source])
    if source.type == kinds.ROLE_POLICY:
        links = graph.links(source, "role", kinds.ROLE)
        return Known(list(links.targets), [Undecided(source, "role")] if links.unknown else [])
    if source.type == kinds.MANAGED_POLICY:
        own = held.by_policy.get(source.urn, Known())
        return Known(own.found, [*own.unresolved, *held.unresolved])
    return Known()


def _deployers(graph: Graph, pipelines: Sequence[str]) -> list[Resource]:
    """Roles that pipelines or people may assume, and besides them only each other and roles of the account named one by one.

    The last are another stack's, such as a pipeline inside the account: who is in this stack needs no condition to be named.
    """
    candidates = {role.urn: role for role in graph.of(kinds.ROLE)}
    while True:
        names = frozenset(text(role.get("name")) for role in candidates.values())
        outside = [urn for urn, role in candidates.items() if not _is_deployer(role, pipelines, names)]
        if not outside:
            return list(candidates.values())
        for urn in outside:
            del candidates[urn]


def _is_deployer(role: Resource, pipelines: Sequence[str], names: Container[str]) -> bool:
    """Whether a role is assumed so, with the names of those that are."""
    trusted = _allowed(role.get(_TRUST))
    entrances = [one for one in trusted if _trusts_pipelines(one, pipelines) or lets_in_people_alone(one)]
    return bool(entrances) and all(one in entrances or _trusts_named_roles(one) or _trusts(one, names) for one in trusted)


def _trusts_pipelines(statement: Statement, pipelines: Sequence[str]) -> bool:
    return bool(statement.principals) and all(
        kind == "Federated" and any(matches(pattern, issuer(name)) for pattern in pipelines) for kind, name in statement.principals
    )


def _trusts(statement: Statement, names: Container[str]) -> bool:
    """Whether a statement is for roles of some names."""
    known = [_ROLE_ARN.match(name) if kind == "AWS" else None for kind, name in statement.principals]
    return bool(known) and all(one is not None and one["name"] in names for one in known)


def _trusts_named_roles(statement: Statement) -> bool:
    """Whether a statement is for an account's roles of a whole name, as its condition says."""
    is_account = bool(statement.principals) and all(kind == "AWS" and _ACCOUNT.match(name) for kind, name in statement.principals)
    return is_account and any(
        condition.key == "aws:principalarn" and condition.needs(lambda value: _ROLE.match(value) is not None)
        for condition in statement.conditions
    )


def of_builds(graph: Graph) -> Callable[[Resource], bool]:
    """Return whether what holds statements is surely for builds of CodeBuild alone.

    Builds push images to repositories, which belong to the stacks that run them.
    """
    held = graph.once(holders)

    def is_for_builds(source: Resource) -> bool:
        owners = _owners(graph, source, held)
        return bool(owners.found) and not owners.unresolved and all(map(_is_build, owners.found))

    return is_for_builds


def _is_build(holder: Resource) -> bool:
    principals = [principal for statement in _allowed(holder.get(_TRUST)) for principal in statement.principals]
    return bool(principals) and all(kind == "Service" and name in _BUILDS for kind, name in principals)


def _allowed(document: object) -> list[Statement]:
    statements = parse(document)
    return [] if isinstance(statements, Unknown | Unreadable) else [statement for statement in statements if statement.allows]


class _Limits:
    """The policies that roles have as their boundaries or statements demand as such.

    Attributes:
        unresolved: What may name more of them.
        are_there: Whether there are any.
    """

    def __init__(self, patterns: Known[str]) -> None:
        """Take patterns for their ARNs."""
        self.unresolved = patterns.unresolved
        self.are_there = bool(patterns.found)
        found = [one for one in dict.fromkeys(patterns.found) if not is_everywhere(one)]
        self._patterns = [one for one in found if has_wildcard(one)]
        self._arns = frozenset(found)
        self._ends = frozenset(map(_end, found))

    def name(self, policy: Resource) -> bool:
        """Whether a policy is one of them, by its ARN or by what that will end in."""
        arn = text(policy.get("arn"))
        if arn:
            return arn in self._arns or any(matches(pattern, arn) for pattern in self._patterns)
        end = f"policy{text(policy.get('path')) or '/'}{text(policy.get('name'))}"
        return end in self._ends or any(matches(_end(pattern), end) for pattern in self._patterns)


def _end(arn: str) -> str:
    return arn.rpartition(":")[2]


def _limits(graph: Graph) -> _Limits:
    limits = Known[str]()
    for role in graph.of(kinds.ROLE):
        boundary = role.get("permissionsBoundary")
        if boundary is UNKNOWN:
            limits.unresolved.append(Undecided(role, "permissionsBoundary"))
        elif text(boundary):
            limits.found.append(text(boundary))
    for holder in graph.of(*IDENTITY_HOLDERS):
        for path, document in documents(holder):
            for statement in _allowed(document):
                limits.found += statement.condition_values("iam:permissionsboundary")
            if parse(document) is UNKNOWN:
                limits.unresolved.append(Undecided(holder, path))
    return _Limits(limits)


def _unresolved_limits(policy: Resource, limits: _Limits) -> list[Finding]:
    """Why it is uncertain that a policy is no boundary."""
    is_named = bool(text(policy.get("arn"))) or not limits.are_there
    parts = [] if is_named else [part for part in ("name", "path") if policy.get(part) is UNKNOWN]
    return [*(Undecided(policy, part) for part in parts), *limits.unresolved]
