"""Which resources the selections of backup plans take: by name, by patterns for ARNs, by tags.

Resources are what any of some ARNs covers, conditions have to hold all, one of a list of tags is enough (AWS Backup API reference,
BackupSelection). A plan's region is its selections'.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from policy.knowledge.iam.applicability import overlaps
from policy.knowledge.iam.pattern_scope import in_main_partition
from policy.knowledge.paths import given
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.values import UNKNOWN, Unknown, decode, dig, is_absent, items, text

# What ARNs look like in the main partition, for those that AWS has not given yet.
_ARNS: Final = {
    kinds.TABLE: "arn:aws:dynamodb:${Region}:${Account}:table/{}",
    kinds.FILE_SYSTEM: "arn:aws:elasticfilesystem:${Region}:${Account}:file-system/*",
    kinds.VOLUME: "arn:aws:ec2:${Region}:${Account}:volume/*",
    kinds.DB_INSTANCE: "arn:aws:rds:${Region}:${Account}:db:*",
    kinds.DB_CLUSTER: "arn:aws:rds:${Region}:${Account}:cluster:*",
    kinds.BUCKET: "arn:aws:s3:::*",
    "aws:docdb/cluster:Cluster": "arn:aws:rds:${Region}:${Account}:cluster:*",
    "aws:neptune/cluster:Cluster": "arn:aws:rds:${Region}:${Account}:cluster:*",
    "aws:redshift/cluster:Cluster": "arn:aws:redshift:${Region}:${Account}:cluster:*",
    "aws:keyspaces/table:Table": "arn:aws:cassandra:${Region}:${Account}:/keyspace/*",
    "aws:fsx/windowsFileSystem:WindowsFileSystem": "arn:aws:fsx:${Region}:${Account}:file-system/*",
    # Of ONTAP, plans copy the volumes.
    "aws:fsx/ontapFileSystem:OntapFileSystem": "arn:aws:fsx:${Region}:${Account}:volume/*",
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": "arn:aws:fsx:${Region}:${Account}:file-system/*",
}
# A condition's operator by the property that lists it: whether the value may be a pattern, and whether it has to be another.
_OPERATORS: Final = {
    "stringEquals": (False, False),
    "stringLikes": (True, False),
    "stringNotEquals": (False, True),
    "stringNotLikes": (True, True),
}
_TAG: Final = "aws:ResourceTag/"
_PROVIDER: Final = "pulumi:providers:aws"
_SNAPSHOTS: Final = "aws:dlm/lifecyclePolicy:LifecyclePolicy"

Answer = bool | Unknown


def choices(graph: Graph, selections: Iterable[Resource], *types: str) -> Mapping[str, Answer]:
    """The resources of some types that selections take, by URN; `UNKNOWN` for those that they may take."""
    candidates = _Candidates(graph, types)
    for selection in selections:
        plans = graph.links(selection, "planId", kinds.BACKUP_PLAN).targets
        if not plans or any(items(plan.get("rules")) for plan in plans):
            candidates.take(selection)
    return candidates.chosen


class Tags:
    """The tags of a stack's resources, the provider's for all of them among them."""

    def __init__(self, graph: Graph) -> None:
        """Take the stack."""
        self._has_defaults = any(decode(provider.get("defaultTags")) not in (None, {}) for provider in graph.of(_PROVIDER))

    def value(self, resource: Resource, key: str) -> object:
        """The value of a resource's tag: None where it has none, `UNKNOWN` where it may have one."""
        every, own = given(resource, "tagsAll"), given(resource, "tags")
        for tags in (every, own):
            if isinstance(tags, Mapping) and key in tags:
                return tags[key]
        if isinstance(every, Mapping):
            return None
        return UNKNOWN if UNKNOWN in (every, own) or self._has_defaults else None


@dataclass(frozen=True)
class _Condition:
    """What one tag has to be."""

    key: object
    wanted: object
    is_pattern: bool = False
    is_negated: bool = False

    def holds(self, tags: Tags, resource: Resource) -> Answer:
        """Whether a resource's tag, or that it has none, is as it has to be."""
        value = tags.value(resource, text(self.key).removeprefix(_TAG))
        if UNKNOWN in (self.key, self.wanted, value):
            return UNKNOWN
        wanted = text(self.wanted)
        found = isinstance(value, str) and (matches(wanted, value) if self.is_pattern else wanted == value)
        return found is not self.is_negated


class _Candidates:
    """Resources that selections may take; what one takes for sure no other one is asked about."""

    def __init__(self, graph: Graph, types: Sequence[str]) -> None:
        self.chosen: dict[str, Answer] = {}
        self._graph = graph
        self._types = types
        self._tags = Tags(graph)
        self._left = {resource.urn: resource for resource in graph.of(*types)}

    def take(self, selection: Resource) -> None:
        """Note what a selection takes."""
        named = {one.urn: one for one in self._graph.links(selection, "resources", *self._types).targets}
        asked = _Selection(selection, self._graph.links(selection, "notResources", *self._types).targets)
        by_name_alone = not (asked.patterns or asked.listed or asked.is_open or asked.may_name_more)
        for resource in [*(named if by_name_alone else self._likely(asked)).values()]:
            answer = self._takes(asked, resource, is_named=resource.urn in named)
            if answer is True:
                self._left.pop(resource.urn, None)
                self.chosen[resource.urn] = True
            elif answer is UNKNOWN:
                self.chosen.setdefault(resource.urn, UNKNOWN)

    def _likely(self, asked: "_Selection") -> Mapping[str, Resource]:
        """What a selection by one tag's value alone may take; else everything that no other one has taken."""
        one = asked.only_tag
        if one is None:
            return self._left
        key = text(one.key).removeprefix(_TAG)
        found = (*self._by_tag.get((key, text(one.wanted)), ()), *self._unknown_tag(key))
        return {resource.urn: resource for resource in found if resource.urn in self._left}

    @cached_property
    def _by_tag(self) -> dict[tuple[str, object], list[Resource]]:
        index: dict[tuple[str, object], list[Resource]] = {}
        for resource in self._left.values():
            for tags in (resource.get("tagsAll"), resource.get("tags")):
                for key, value in tags.items() if isinstance(tags, Mapping) else ():
                    index.setdefault((str(key), value), []).append(resource)
        return index

    def _unknown_tag(self, key: str) -> list[Resource]:
        """Resources of which it is not known whether they have a tag; looked for once."""
        if (key, UNKNOWN) not in self._by_tag:
            self._by_tag[key, UNKNOWN] = [one for one in self._left.values() if self._tags.value(one, key) is UNKNOWN]
        return self._by_tag[key, UNKNOWN]

    def _takes(self, asked: "_Selection", resource: Resource, *, is_named: bool) -> Answer:
        if _is_elsewhere(asked.resource, resource):
            return False
        if asked.may_leave_out:
            return UNKNOWN
        if asked.leaves_out(resource):
            return False
        tagged = [condition.holds(self._tags, resource) for condition in asked.conditions]
        if False in tagged:
            return False
        listed = [condition.holds(self._tags, resource) for condition in asked.listed]
        found = is_named or asked.covers(resource, listed)
        return UNKNOWN if found is True and UNKNOWN in tagged else found


class _Selection:
    """What a selection asks of a resource."""

    def __init__(self, resource: Resource, left_out: Sequence[Resource]) -> None:
        self.resource = resource
        self._left_out = left_out
        self._names = items(resource.get("resources"))
        self.patterns = [text(one) for one in self._names if "*" in text(one)]
        self.conditions = list(_conditions(resource))
        self.listed = [_condition(one) for one in items(resource.get("selectionTags"))]
        self.is_open = bool(self.conditions) and all(map(is_absent, self._names))
        self.may_name_more = _holds_another(resource, "resources")
        self.may_leave_out = _holds_another(resource, "notResources")

    @property
    def only_tag(self) -> _Condition | None:
        """The one tag that decides alone what is taken of everything there is."""
        if self.may_leave_out or self.may_name_more or self.patterns not in ([], ["*"]):
            return None
        if len(self._names) != len(self.patterns) or (self.listed and (self.conditions or self.patterns)):
            return None
        listed = self.listed if len(self.listed) == 1 else self.conditions
        plain = [one for one in listed if not (one.is_pattern or one.is_negated or UNKNOWN in (one.key, one.wanted))]
        return plain[0] if plain else None

    def leaves_out(self, resource: Resource) -> bool:
        """Whether it leaves a resource out, by name or pattern."""
        patterns = items(self.resource.get("notResources"))
        return resource in self._left_out or any(_covers(text(one), resource) is True for one in patterns)

    def covers(self, resource: Resource, listed: Sequence[Answer]) -> Answer:
        """Whether it takes a resource that it does not name: by patterns, by its list of tags, or as it names none.

        Where both are there, AWS does not say whether one is enough: only what fits both, or neither, is sure.
        """
        found = [_covers(pattern, resource) for pattern in self.patterns]
        by_name: Answer = True in found or (UNKNOWN if UNKNOWN in found or self.may_name_more else self.is_open)
        if not self.listed:
            return by_name
        by_tag: Answer = True in listed or (UNKNOWN if UNKNOWN in listed else False)
        if not self.patterns and not self.may_name_more:
            return by_tag
        return by_name if by_name is by_tag else UNKNOWN


def _conditions(selection: Resource) -> Iterator[_Condition]:
    for one in items(selection.get("conditions")):
        for operator, (is_pattern, is_negated) in _OPERATORS.items():
            yield from (_condition(each, is_pattern, is_negated) for each in items(dig(one, operator)))


def _condition(listed: object, *kind: bool) -> _Condition:
    return _Condition(dig(listed, "key"), dig(listed, "value"), *kind)


def _is_elsewhere(selection: Resource, resource: Resource) -> bool:
    """Whether a selection is of another region, whose plans reach nothing here."""
    regions = {text(one.get("region")) for one in (selection, resource)} - {""}
    return len(regions) > 1


def _covers(pattern: str, resource: Resource) -> Answer:
    """Whether a pattern covers a resource, by its ARN or by all that this may turn out to be."""
    arn = text(resource.get("arn"))
    if not arn:
        pattern = in_main_partition(pattern)
        arn = _ARNS[resource.type].replace("{}", text(resource.get("name")) or "*")
    return True if matches(pattern, arn) else UNKNOWN if overlaps(pattern, arn) else False


def _holds_another(selection: Resource, path: str) -> bool:
    """Whether a path holds something that no datastore of the stack gives."""
    is_unknown = UNKNOWN in items(selection.get(path)) and not selection.is_unset(path)
    return is_unknown and not selection.edges(path, *kinds.STATEFUL)


class Snapshots:
    """What takes snapshots of disks by a schedule: policies of the Data Lifecycle Manager."""

    def __init__(self, graph: Graph) -> None:
        """Take the stack."""
        self._tags = Tags(graph)
        self._policies = [one for one in graph.of(_SNAPSHOTS) if one.get("state") != "DISABLED"]

    def of(self, volume: Resource) -> list[Answer]:
        """Whether each policy takes a disk."""
        taken = [(self._takes(policy, volume), policy.get("state")) for policy in self._policies]
        return [UNKNOWN if answer is True and state is UNKNOWN else answer for answer, state in taken]

    def _takes(self, policy: Resource, volume: Resource) -> Answer:
        """A default policy takes all disks, another one those with one of its tags (DLM API reference, PolicyDetails)."""
        is_default = given(policy, "defaultPolicy")
        if is_default == "VOLUME":
            return True
        wanted, taken_of = policy.get("policyDetails.targetTags"), items(policy.get("policyDetails.resourceTypes"))
        if UNKNOWN in (is_default, wanted, *taken_of):
            return UNKNOWN
        if "VOLUME" not in taken_of or not isinstance(wanted, Mapping):
            return False
        found = [_Condition(key, value).holds(self._tags, volume) for key, value in wanted.items()]
        return True in found or (UNKNOWN if UNKNOWN in found else False)
