"""A preview as one value: what ran, and everything that follows from it, computed once. Formats render it and compute nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offline.judging.findings import Finding, Judgement, Verdict, by_rule, verdict
from offline.project import Project
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
    """How many resources and components the program declares, and how many resources of each service, the most first."""

    resources: int
    components: int
    services: Mapping[str, int]

    def __str__(self) -> str:
        services = ", ".join(f"{service} {count}" for service, count in self.services.items())
        return f"{self.resources} resources in {self.components} components: {services or 'none'}"


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
    verdict: Verdict
    violated: Mapping[str, int]
    """How many findings forbid the deployment because of a resource, by its URN."""
    forbidding: Mapping[str, Sequence[Finding]]
    """Findings that forbid the deployment, by rule; `advising` and `undecided` are those that advise and that wait for AWS."""
    advising: Mapping[str, Sequence[Finding]]
    undecided: Mapping[str, Sequence[Finding]]
    loading: float
    total: float

    @property
    def applied(self) -> Recording:
        """The run in which most is known."""
        return (self.runs.get(Mode.APPLIED) or self.runs[Mode.PLANNED]).recording


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
    judged = verdict(judgements)
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
        rules=list(dict.fromkeys(name for judgement in judgements.values() for name in judgement.rules)),
        verdict=judged,
        violated=Counter(finding.urn for finding in judged.forbidding if finding.urn),
        forbidding=by_rule(judged.forbidding),
        advising=by_rule(judged.advice),
        undecided=by_rule(judged.later),
        loading=loading,
        total=total,
    )


def _counts(recording: Recording) -> Counts:
    declared = [resource for resource in recording.resources if resource.type != STACK_TYPE]
    services = Counter(short(resource.type).rpartition(":")[0].removeprefix("aws:") for resource in declared if resource.custom)
    return Counts(
        resources=services.total(),
        components=sum(not resource.custom for resource in declared),
        services=dict(sorted(services.items(), key=lambda item: (-item[1], item[0]))),
    )
