"""What a role can become: by assuming another, by changing what runs under it, or by handing it to something that it starts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from policy.knowledge.iam.applicability import overlaps
from policy.knowledge.iam.managed_policies import ADMINISTRATORS, attached
from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.knowledge.iam.permissions import ATTACHMENTS, Grant, grants
from policy.knowledge.iam.roles import Roles
from policy.knowledge.iam.statements import Statement, parse
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.values import Unknown, Unreadable, text

_BECOME: Final = "sts:assumerole"
_HAND_OVER: Final = "iam:passrole"
# What may be changed so that it runs other code under the role it has: the actions, how ARNs of the type begin, and where it
# names its role.
_CHANGES: Final[Mapping[str, tuple[tuple[str, ...], str, str]]] = {
    kinds.FUNCTION: (
        ("lambda:updatefunctioncode", "lambda:updatefunctionconfiguration"),
        "arn:${Partition}:lambda:${Region}:${Account}:function:",
        "role",
    ),
    kinds.BUILD: (
        ("codebuild:updateproject", "codebuild:startbuild"),
        "arn:${Partition}:codebuild:${Region}:${Account}:project/",
        "serviceRole",
    ),
    kinds.STATE_MACHINE: (("states:updatestatemachine",), "arn:${Partition}:states:${Region}:${Account}:stateMachine:", "roleArn"),
    kinds.PIPELINE: (("codepipeline:updatepipeline",), "arn:${Partition}:codepipeline:${Region}:${Account}:", "roleArn"),
}
# What starts something new under a role that is passed to it, by service.
_STARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "cloudformation": ("cloudformation:createstack",),
    "codebuild": ("codebuild:createproject",),
    "ec2": ("ec2:runinstances",),
    "ecs-tasks": ("ecs:registertaskdefinition", "ecs:runtask"),
    "glue": ("glue:createjob",),
    "lambda": ("lambda:createfunction",),
    "sagemaker": ("sagemaker:createnotebookinstance", "sagemaker:createtrainingjob", "sagemaker:createprocessingjob"),
    "states": ("states:createstatemachine",),
}
_ANY: Final = re.compile("")  # attached policies of other stacks and AWS are not looked into
_ROOT: Final = re.compile(r"^(\d{12}|arn:[^:]*:iam::\d{12}:root)$")


@dataclass(frozen=True)
class Step:
    """One role becomes another by a statement of one of its policies."""

    source: Resource
    statement: Statement
    role: Resource


class Reach:
    """What the roles of a stack can become."""

    def __init__(self, graph: Graph) -> None:
        """Take the stack."""
        self._graph = graph
        self._roles = graph.once(Roles)
        self._granted = {role: grants(graph, role, _ANY).found for role in graph.of(kinds.ROLE)}
        self.administrators = frozenset(self._administrators())

    @cached_property
    def _into(self) -> Mapping[Resource, list[tuple[Resource, Step]]]:
        """The roles that can become each role, and by what."""
        into: dict[Resource, list[tuple[Resource, Step]]] = {}
        for role, found in self._granted.items():
            for step in self._next(role, found):
                into.setdefault(step.role, []).append((role, step))
        return into

    def chains(self) -> Iterator[list[Step]]:
        """For each role that is no administrator and can become one: how, in the fewest steps."""
        following: dict[Resource, Step] = {}
        waiting = [*self.administrators]
        for reached in waiting:
            for role, step in self._into.get(reached, ()):
                if role not in following and role not in self.administrators:
                    following[role] = step
                    waiting.append(role)
        for step in following.values():
            steps = [step]
            while steps[-1].role not in self.administrators:
                steps.append(following[steps[-1].role])
            yield steps

    def _administrators(self) -> Iterator[Resource]:
        for role, found in self._granted.items():
            if any(statement.is_everything for _, statement in found) or _attaches_everything(role):
                yield role
        for token, (path, _) in ATTACHMENTS.items():
            for attachment in self._graph.of(token):
                if _attaches_everything(attachment):
                    yield from self._graph.links(attachment, path, kinds.ROLE).targets

    def _next(self, role: Resource, granted: list[Grant]) -> Iterator[Step]:
        for source, statement in granted:
            if statement.allows_action(_BECOME):
                yield from (Step(source, statement, one) for one in self._named(statement) if _trusts(one, role))
            if statement.allows_action(_HAND_OVER):
                yield from (Step(source, statement, one) for one in self._named(statement) if _starts(granted, statement))
            for token, (actions, begins, path) in _CHANGES.items():
                for changed in self._graph.of(token) if any(map(statement.allows_action, actions)) else ():
                    if _covers(statement, changed, begins):
                        yield from (Step(source, statement, one) for one in self._graph.links(changed, path, kinds.ROLE).targets)

    def _named(self, statement: Statement) -> list[Resource]:
        """The roles that a statement is for; every role there is, is the rule about escalation's finding."""
        return [role for one in statement.resources if not is_everywhere(one) for role in self._roles.named(one)]


def _attaches_everything(holder: Resource) -> bool:
    return any(name in ADMINISTRATORS for _, name in attached(holder))


def _starts(granted: list[Grant], passing: Statement) -> bool:
    """Whether a role may start something of a service that it may pass roles to."""
    services = {name.partition(".")[0] for name in passing.condition_values("iam:passedtoservice")} or set(_STARTS)
    actions = [action for service in services for action in _STARTS.get(service, ())]
    return any(statement.allows_action(action) for _, statement in granted for action in actions)


def _covers(statement: Statement, changed: Resource, begins: str) -> bool:
    arn = text(changed.get("arn")) or begins + text(changed.get("name"))
    return any(overlaps(pattern, arn) for pattern in statement.resources)


def _trusts(target: Resource, role: Resource) -> bool:
    """Whether a role's trust lets another one in: by its name, or with the whole account and no condition that leaves it out."""
    trusted = parse(target.get("assumeRolePolicy"))
    if isinstance(trusted, Unknown | Unreadable):
        return False
    return any(one.allows_action(_BECOME) and _admits(one, role) for one in trusted)


def _admits(statement: Statement, role: Resource) -> bool:
    names = [name for kind, name in statement.principals if kind in ("AWS", "*")]
    if any(_is(role, name) for name in names if name != "*"):
        return True
    if not any(name == "*" or _ROOT.match(name) for name in names):
        return False
    keys = {condition.key for condition in statement.conditions}
    callers = statement.condition_values("aws:principalarn")
    return not keys or (keys == {"aws:principalarn"} and any(_is(role, caller) for caller in callers))


def _is(role: Resource, pattern: str) -> bool:
    arn = text(role.get("arn"))
    return matches(pattern, arn) if arn else ":role/" in pattern and matches(pattern.rpartition("/")[2], text(role.get("name")))
