"""A preview as one value: what ran, and everything that follows from it, computed once. Formats render it and compute nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from offline.cost.estimate import Estimate, estimate
from offline.judging.findings import MANDATORY, WAIVERS_IN_USE, Finding, Judgement, Lowered, Verdict, by_rule, verdict
from offline.project import Project
from offline.reporting.budget import advice
from offline.reporting.tree import short
from offline.simulation.mode import Mode
from offline.simulation.model import STACK_TYPE, Recording


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run: what the program declared and printed, what the pack found (if asked), and how long both took, in seconds."""

    recording: Recording
    printed: Sequence[str] = ()
    judgement: Judgement | None = None
    running: float = 0
    judging: float = 0


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many resources the program declares, how many components stand directly below the stack, and how many resources of each
    service there are, the most first.
    """

    resources: int
    components: int
    services: Mapping[str, int]

    def __str__(self) -> str:
        services = ", ".join(f"{service} {count}" for service, count in self.services.items())
        return f"{counted(self.resources, 'resource')} in {counted(self.components, 'component')}: {services or 'none'}"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A preview of a project's stack.

    `recording` and `printed` are those of the first mode: what differs in the other is in `only_in`, the URNs a mode alone
    declares. `loading` is how many of the `total` seconds went into the SDK.
    """

    project: Project
    runs: Mapping[Mode, Run]
    recording: Recording
    counts: Counts
    only_in: Mapping[Mode, Sequence[str]]
    warnings: Sequence[str]
    printed: Sequence[str]
    pack: str | None
    """The pack that was asked, with its version."""
    rules: Sequence[str]
    lowered: Sequence[Lowered]
    """The rules that are configured to ask less than usual."""
    not_judged: Sequence[str]
    """Types of resources that none of the rules is about."""
    verdict: Verdict
    """The findings in a stable order: by rule, then by resource."""
    unclear: Sequence[Finding]
    """What no mode decided and what does not forbid the deployment: the rule only advises."""
    violated: Mapping[str, int]
    """How many findings forbid the deployment because of a resource, by its URN."""
    forbidding: Mapping[str, Sequence[Finding]]
    """Findings that forbid the deployment, by rule; `advising` and `undecided` are those that advise, decided or not, and those
    that planned mode leaves to applied mode."""
    advising: Mapping[str, Sequence[Finding]]
    undecided: Mapping[str, Sequence[Finding]]
    estimate: Estimate | None
    """What the stack costs a month; none where no run knows enough."""
    loading: float
    total: float

    @property
    def applied(self) -> Recording:
        """The run in which most is known."""
        return (self.runs.get(Mode.APPLIED) or self.runs[Mode.PLANNED]).recording

    @property
    def asked(self) -> str:
        """How many rules there are, how many are off or lowered, and what is waived: `98 rules, 3 off, 1 violation waived`."""
        off = sum(one.is_off for one in self.lowered)
        less = [f"{off} off", f"{len(self.lowered) - off} lowered", f"{counted(self._waived, 'violation')} waived"]
        return ", ".join([counted(len(self.rules), "rule"), *(part for part in less if not part.startswith("0 "))])

    @property
    def set_aside(self) -> str:
        """The same where anything is off, lowered or waived; empty where all rules hold everywhere."""
        return f" ({self.asked})" if self.lowered or self._waived else ""

    @property
    def _waived(self) -> int:
        return len(self.advising.get(WAIVERS_IN_USE, ()))

    @property
    def judges(self) -> str:
        """The pack, whose name says its profile, and how many rules it asked; empty where none was."""
        return f"Policy pack {self.pack}, {self.asked}" if self.pack else ""

    @property
    def silence(self) -> str:
        """How many types nobody judged, so that silence about them is taken for nothing; empty where there are none."""
        return f"not judged: {counted(len(self.not_judged), 'type')}" if self.not_judged else ""

    @property
    def conclusion(self) -> str:
        """The verdict in one sentence."""
        if self.pack is None:
            return "The program runs; nothing was judged."
        count = len(self.verdict.forbidding)
        said = f"{counted(count, 'violation')} {'forbids' if count == 1 else 'forbid'}" if count else "No policy forbids"
        advice = sum(map(len, self.advising.values()))
        return f"{said} this deployment{f', {advice} to think about' if advice else ''}{self.set_aside}."


def summarize(project: Project, runs: Mapping[Mode, Run], *, loading: float = 0, total: float = 0) -> Summary:
    """The summary of the runs of a project's stack; at least one.

    Args:
        project: the project, with a stack selected.
        runs: the runs by mode, the one to show first.
        loading: how long the SDK took to load, in seconds.
        total: how long everything took, in seconds.
    """
    first = next(iter(runs.values()))
    judgements = {mode: run.judgement for mode, run in runs.items() if run.judgement is not None}
    asked = next(iter(judgements.values()), None)
    rules = list(dict.fromkeys(name for judgement in judgements.values() for name in judgement.rules))
    applied = runs.get(Mode.APPLIED)
    costs = estimate(applied.recording, project.public_config) if applied else None
    judged = _ordered(verdict(judgements), rules)
    if costs and judgements and (over := advice(costs)):
        judged = replace(judged, advice=(*judged.advice, over))
    unclear = _in_order(_unclear(judgements), rules)
    never = {(finding.rule, finding.urn) for finding in unclear}
    declared = {mode: set(run.recording.by_urn) for mode, run in runs.items()}
    everywhere = set.intersection(*declared.values())
    return Summary(
        project=project,
        runs=runs,
        recording=first.recording,
        counts=_counts(first.recording),
        only_in={mode: sorted(urns - everywhere) for mode, urns in declared.items()},
        warnings=list(dict.fromkeys(message for run in runs.values() for message in run.recording.messages)),
        printed=first.printed,
        pack=asked.pack if asked else None,
        rules=rules,
        lowered=asked.lowered if asked else (),
        not_judged=sorted({kind for judgement in judgements.values() for kind in judgement.not_judged}),
        verdict=judged,
        unclear=unclear,
        violated=Counter(finding.urn for finding in judged.forbidding if finding.urn),
        forbidding=by_rule(judged.forbidding),
        advising=by_rule((*judged.advice, *unclear)),
        undecided=by_rule([finding for finding in judged.later if (finding.rule, finding.urn) not in never]),
        estimate=costs,
        loading=loading,
        total=total,
    )


def _ordered(judged: Verdict, rules: Sequence[str]) -> Verdict:
    return Verdict(
        violations=_in_order(judged.violations, rules),
        advice=_in_order(judged.advice, rules),
        later=_in_order(judged.later, rules),
        never=_in_order(judged.never, rules),
    )


def _in_order(findings: Iterable[Finding], rules: Sequence[str]) -> tuple[Finding, ...]:
    """Findings by rule, as the pack orders its rules, and then by resource; the pack reports some in the order of a set."""
    places = {rule: place for place, rule in enumerate(rules)}

    def key(finding: Finding) -> tuple[int, str, str, str, str]:
        place = places.get(finding.rule, len(places))
        return place, finding.rule, finding.resource or "", finding.urn or "", finding.text

    return tuple(sorted(findings, key=key))


def _unclear(judgements: Mapping[Mode, Judgement]) -> Iterator[Finding]:
    """What advisory rules could not decide in applied mode, nor in planned mode if that was run."""
    if Mode.APPLIED not in judgements:
        return
    undecided = [
        {(finding.rule, finding.urn) for finding in judgement.findings if finding.undecided} for judgement in judgements.values()
    ]
    always = set.intersection(*undecided)
    for finding in judgements[Mode.APPLIED].findings:
        if finding.undecided and finding.level != MANDATORY and (finding.rule, finding.urn) in always:
            yield finding


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 resource`, `2 resources`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _counts(recording: Recording) -> Counts:
    declared = [resource for resource in recording.resources if resource.type != STACK_TYPE]
    stacks = {resource.urn for resource in recording.resources if resource.type == STACK_TYPE}
    services = Counter(short(resource.type).rpartition(":")[0].removeprefix("aws:") for resource in declared if resource.custom)
    return Counts(
        resources=services.total(),
        components=sum(not resource.custom and resource.parent in stacks for resource in declared),
        services=dict(sorted(services.items(), key=lambda item: (-item[1], item[0]))),
    )
