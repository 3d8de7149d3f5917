"""What a policy pack found in a run, and what that means for the preview as a whole."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from offline.simulation.model import Mode

MANDATORY: Final = "mandatory"
ADVISORY: Final = "advisory"
DISABLED: Final = "disabled"

NOT_JUDGED: Final = "types-not-judged"
"""What a pack calls its report of types without a rule, one a line behind their number."""
RULES_LOWERED: Final = "rules-lowered"
"""What a pack calls its report of rules that ask less than usual, one a line behind a title."""
WAIVERS_IN_USE: Final = "waivers-in-use"
"""The rule by which a pack lists each violation that is waived."""
_UNDECIDED: Final = "can't run policy"
_LINE: Final = re.compile(r"undecided (?P<urn>\S+): (?P<what>.*)")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a rule found in one resource, or in the whole stack (no `urn`).

    `undecided` means the rule could not tell, because a value is unknown; `level` is then the level the rule would have had.
    """

    rule: str
    level: str
    urn: str | None
    title: str
    text: str
    undecided: bool = False

    @property
    def resource(self) -> str | None:
        """The logical name of the resource; none if it is about the whole stack."""
        return self.urn.rpartition("::")[2] if self.urn else None


@dataclass(frozen=True, kw_only=True)
class Lowered:
    """A rule that is configured to ask less than the pack means it to."""

    rule: str
    level: str
    usual: str
    reason: str = ""
    expires: str = ""
    ending: str = ""
    """What the pack says where the day is near."""

    @property
    def is_off(self) -> bool:
        """Whether the rule is not asked at all."""
        return self.level == DISABLED

    @property
    def stops(self) -> bool:
        """Whether the rule still stops a deployment, and asks less of it by a setting."""
        return self.level.partition(" ")[0] == MANDATORY

    def __str__(self) -> str:
        until = f" until {self.expires}" if self.expires else ""
        said = f": {self.reason}" if self.reason else ""
        return f"{'off' if self.is_off else self.level}{until}, usually {self.usual}{said}{self.ending}"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Everything a pack found in one run."""

    pack: str
    rules: tuple[str, ...]
    """Names of the pack's rules."""
    findings: tuple[Finding, ...]
    lowered: tuple[Lowered, ...] = ()
    """Those of them that are configured to ask less."""
    not_judged: tuple[str, ...] = ()
    """Types of resources that none of them is about."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the modes together say.

    `violations` are findings of either mode that forbid the deployment, `advice` those that don't, `later` what is undecided
    while planned and decided once applied, and `never` mandatory rules that no mode could decide.
    """

    violations: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    later: tuple[Finding, ...]
    never: tuple[Finding, ...]

    @property
    def forbidding(self) -> tuple[Finding, ...]:
        """Everything that forbids the deployment."""
        return (*self.violations, *self.never)

    @property
    def passed(self) -> bool:
        """Whether nothing forbids the deployment."""
        return not self.forbidding


def read(*, rule: str, level: str, rule_level: str, urn: str | None, title: str, message: str) -> Iterator[Finding]:
    """Findings in one diagnostic. The SDK reports a rule stopped by an unknown value as advice, whatever the rule's level.

    Args:
        rule: the policy's name.
        level: the diagnostic's level.
        rule_level: the level the policy is configured with.
        urn: the resource, if the diagnostic is about one.
        title: the policy's description, with which the SDK begins every message.
        message: the diagnostic's text.
    """
    if not message.startswith(_UNDECIDED):
        text = message.removeprefix(title).strip()
        yield Finding(rule=rule, level=level, urn=urn, title=title, text=text)
        return
    reason = message.partition("during preview:")[2].strip()
    lines = [found for found in map(_LINE.fullmatch, reason.splitlines()) if found]
    for line in lines:
        where = line["urn"] if line["urn"].startswith("urn:") else urn
        yield Finding(rule=rule, level=rule_level, urn=where, title=title, text=line["what"], undecided=True)
    if not lines:
        yield Finding(rule=rule, level=rule_level, urn=urn, title=title, text=reason, undecided=True)


def verdict(judgements: Mapping[Mode, Judgement]) -> Verdict:
    """What the modes that ran say together.

    What a rule says of a resource counts once, as the mode puts it that knows more: in the other it may call the same property
    otherwise, or not know it.
    """
    decided = _decided(judgements)
    open_in = {
        mode: {(finding.rule, finding.urn): finding for finding in judgement.findings if finding.undecided}
        for mode, judgement in judgements.items()
    }
    last = open_in.get(Mode.APPLIED, {})
    planned = open_in.get(Mode.PLANNED, last)
    never = [finding for key, finding in last.items() if key in planned and finding.level == MANDATORY]
    later = [finding for key, finding in planned.items() if key not in {(each.rule, each.urn) for each in never}]
    return Verdict(
        violations=_of_level(decided, MANDATORY),
        advice=tuple(finding for finding in decided if finding.level != MANDATORY),
        later=tuple(later) if Mode.PLANNED in judgements else (),
        never=tuple(never),
    )


def _decided(judgements: Mapping[Mode, Judgement]) -> list[Finding]:
    said = {
        mode: _by_place(finding for finding in judgement.findings if not finding.undecided)
        for mode, judgement in judgements.items()
    }
    best = said.get(Mode.PLANNED, {}) | said.get(Mode.APPLIED, {})
    return [finding for findings in best.values() for finding in dict.fromkeys(findings)]


def _by_place(findings: Iterable[Finding]) -> dict[tuple[str, str | None], list[Finding]]:
    """Findings grouped by rule and resource, in the order of first appearance."""
    groups: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.urn), []).append(finding)
    return groups


def _of_level(findings: Iterable[Finding], level: str) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.level == level)


def by_rule(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """Findings grouped by rule, in the order of first appearance."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return groups
