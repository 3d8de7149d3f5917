"""The engine's part: configures an analyzer and asks it, in this process."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2

from policy.engine.catalogue import RULES
from policy.engine.configuration import EVERY_RULE, LEVELS
from policy.engine.pack import NAME, VERSION
from policy.engine.profiles import STRICT
from policy.engine.server import LOWERED, NOT_JUDGED, Analyzer
from policy.model.rule import Rule
from policy.model.waivers import LEDGER
from policy.testing.names import refuse, suggested
from policy.testing.planned import Planned, in_stack, registering, struct

_RESOURCE: Final = "make it with resource(type, name, ...)"
_UNDECIDED: Final = re.compile(r"undecided (?P<urn>\S*): (?P<what>.*)")


@dataclass(frozen=True)
class Found:
    """One thing that a rule says.

    Attributes:
        rule: Its name.
        level: `mandatory` or `advisory`.
        resource: The Pulumi name of the resource that it is about; empty where it is about the whole stack.
        what: The property and what was found there; of what is undecided the path of the unknown property.
    """

    rule: str
    level: str
    resource: str
    what: str


class Violations(list[Found]):
    """What rules object to.

    Attributes:
        undecided: What they could not tell, because a value is unknown.
        not_judged: Types that no rule is about.
        lowered: Rules that the configuration makes ask less than usual, each with its day and reason.
    """

    def __init__(
        self, found: Iterable[Found], undecided: Iterable[Found], notes: Mapping[str, Sequence[str]], asked: Container[str]
    ) -> None:
        """Take what was found, and the names of the rules that were asked."""
        super().__init__(found)
        self._asked = asked
        self.undecided = list(undecided)
        self.not_judged = list(notes.get(NOT_JUDGED, ())[1:])
        self.lowered = list(notes.get(LOWERED, ()))

    @property
    def rules(self) -> "Names":
        """The names of the rules that object. Asking for one that was not asked is an error: misspelt, it would never be there."""
        return Names({one.rule for one in self}, self._asked)


class Names(set[str]):
    """Names of rules, which know those that were asked."""

    def __init__(self, names: Iterable[str], asked: Container[str]) -> None:
        """Take the names, and those that were asked."""
        super().__init__(names)
        self._asked = asked

    def __contains__(self, name: object) -> bool:
        """Whether a rule of this name objects."""
        if name not in self._asked:
            known = {rule.about.name for rule in RULES}
            refuse(
                "rules", f"{name!r}, which was not asked", "the name of a rule", suggested(str(name), known, "see docs/policies.md")
            )
        return super().__contains__(name)


class InProcess:
    """The calls of an analyzer with no process between. Its own context: all that an analyzer does with one is end the call."""

    def __init__(self, analyzer: Analyzer) -> None:
        """Take what answers."""
        self._analyzer = analyzer

    def __getattr__(self, name: str) -> Callable[[object], Any]:
        """A call by its name."""
        return lambda request: getattr(self._analyzer, name)(request, self)

    @staticmethod
    def abort(code: grpc.StatusCode, details: str) -> NoReturn:
        """End the call."""
        raise RefusedError(code, details)


class RefusedError(ValueError):
    """An analyzer ended a call: the configuration is wrong, and the message says where."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        """Take the code and what is wrong."""
        super().__init__(details)
        self.code = code


Configuration = Mapping[str, str | Mapping[str, object]]
"""What stands in a file for `--policy-pack-config`: a level, or an object with `enforcementLevel` and settings, by rule."""


def configured(info: analyzer_pb2.AnalyzerInfo, config: Configuration) -> analyzer_pb2.ConfigureAnalyzerRequest:
    """What the engine makes of a configuration: the schemas' defaults, what `all` says of levels, and what each rule says."""
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    by_name, asked = {rule.about.name for rule in RULES}, {one.name for one in info.policies}
    given = {name: {"enforcementLevel": one} if isinstance(one, str) else dict(one) for name, one in config.items()}
    every = given.get(EVERY_RULE, {}).get("enforcementLevel")
    for one in info.policies:
        schema: dict[str, dict[str, object]] = json_format.MessageToDict(one.configSchema.properties)
        entry = request.policyConfig[one.name]
        entry.enforcementLevel = one.enforcementLevel if every is None else _level(EVERY_RULE, every)
        entry.properties.CopyFrom(struct({name: about["default"] for name, about in schema.items() if "default" in about}))
    for name, said in given.items():
        if name in by_name and name not in asked:
            continue  # a file is for the whole pack, of which a test may ask one rule
        entry = request.policyConfig[name]
        if "enforcementLevel" in said:
            entry.enforcementLevel = _level(name, said.pop("enforcementLevel"))
        entry.properties.MergeFrom(struct(said))
    return request


def _level(name: str, level: object) -> analyzer_pb2.EnforcementLevel.ValueType:
    if level not in LEVELS:
        refuse(f"{name}.enforcementLevel", repr(level), ", ".join(LEVELS), suggested(str(level), LEVELS, "write one of them"))
    return analyzer_pb2.EnforcementLevel.Value(str(level).upper())


def judged(
    *resources: Planned, rules: Iterable[Rule | str] = RULES, profile: str = STRICT, config: Configuration | None = None
) -> Violations:
    """What rules object to in a program's resources: in each as it registers, then in the stack as a whole.

    Args:
        resources: all that the program declares, in its order.
        rules: the rules to ask, your own or names of the pack's; all of the pack's without it.
        profile: `strict` or `start`.
        config: what would be in the file for `--policy-pack-config`.

    Raises:
        ValueError: a resource names one that is not there, two have one URN, or the configuration or a rule's name is wrong.
    """
    _check_kinds(resources, rules, config)
    _check(resources)
    asked = [_rule(one) for one in rules]
    components = {one.parent for one in resources}
    calls = InProcess(Analyzer(NAME, VERSION, asked, profile))
    calls.Configure(configured(calls.GetAnalyzerInfo(empty_pb2.Empty()), config or {}))
    answers = [calls.Analyze(registering(one)) for one in resources]
    planned = [in_stack(one, managed=one.urn not in components) for one in resources]
    answers.append(calls.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=planned)))
    LEDGER.forget()
    found: list[Found] = []
    undecided: list[Found] = []
    notes: dict[str, list[str]] = {}
    for one in (one for answer in answers for one in answer.diagnostics):
        level = analyzer_pb2.EnforcementLevel.Name(one.enforcementLevel).lower()
        _, _, text = one.message.partition("\n")
        if one.policyName in (NOT_JUDGED, LOWERED):
            notes[one.policyName] = text.splitlines()
        elif lines := [line for line in map(_UNDECIDED.fullmatch, text.splitlines()) if line]:
            undecided += [Found(one.policyName, level, line["urn"].rpartition("::")[2], line["what"]) for line in lines]
        else:
            found.append(Found(one.policyName, level, one.urn.rpartition("::")[2], text.partition("\n")[0]))
    return Violations(found, undecided, notes, {rule.about.name for rule in asked})


def _check_kinds(resources: Sequence[object], rules: object, config: object) -> None:
    """Refuse what is of another kind than it has to be, before anything is asked of it."""
    if not resources:
        refuse("judge", "no resource", "resources", _RESOURCE)
    for one in resources:
        if not isinstance(one, Planned):
            fix = "write judge(*resources) for a list of them" if isinstance(one, list | tuple) else _RESOURCE
            refuse("judge", f"a {type(one).__name__}", "resources", fix)
    if isinstance(rules, str):
        refuse("rules", repr(rules), "a list", f"write rules=[{rules!r}]")
    if not rules:
        refuse("rules", "none", "a rule, or the name of one of the pack's", "leave it out to ask all of them")
    if config is None:
        return
    if not isinstance(config, Mapping):
        fix = "write what stands in the file as a dictionary"
        refuse("config", f"a {type(config).__name__}", "levels and settings by rule", fix)
    for name, said in config.items():
        if not isinstance(said, str | Mapping):
            allowed = "a level, or a dictionary with settings"
            refuse(f"config[{name!r}]", f"a {type(said).__name__}", allowed, 'write "advisory", for one')


def _rule(given: Rule | str) -> Rule:
    if isinstance(given, Rule):
        return given
    if not isinstance(given, str):
        refuse(
            "rules",
            f"a {type(given).__name__}",
            "a rule, or the name of one of the pack's",
            "make it with @resource_rule(About(...))",
        )
    names = {rule.about.name: rule for rule in RULES}
    if given not in names:
        refuse("rules", repr(given), "a rule, or the name of one of the pack's", suggested(given, names, "see docs/policies.md"))
    return names[given]


def _check(resources: Sequence[Planned]) -> None:
    """Refuse a plan that Pulumi could not have made."""
    urns = {one.urn for one in resources}
    if len(urns) < len(resources):
        twice = next(one.name for place, one in enumerate(resources) if one.urn in {other.urn for other in resources[:place]})
        refuse(twice, "two resources of this type and name", "one of each name", "give one of them another name")
    for one in resources:
        for path, targets in (("parent", [one.parent] if one.parent else []), *one.edges.items(), ("depends_on", one.depends)):
            for missing in (target for target in targets if target not in urns):
                name = missing.rpartition("::")[2]
                known = ", ".join(sorted(other.name for other in resources))
                refuse(f"{one.name}.{path}", f"{name}, which is not judged with it", known, f"give {name} to judge as well")
