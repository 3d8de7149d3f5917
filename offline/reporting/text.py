"""What a person reads: the verdict, every finding with its way out, the components, the outputs, and the verdict again."""

from collections.abc import Iterator
from dataclasses import replace

from offline.judging.findings import Finding
from offline.reporting import outputs, tree
from offline.reporting.components import folded, only
from offline.reporting.summary import Summary
from offline.reporting.terminal import Terminal
from offline.simulation.mode import Mode
from offline.simulation.model import Recording


def render(summary: Summary, terminal: Terminal, *, full: bool = False, name: str | None = None) -> str:
    """The whole report: the verdict first and last, and between them what a reader has to look at.

    Args:
        summary: the preview.
        terminal: what it is written to.
        full: show every resource and everything that planned mode could not decide.
        name: show this component or resource, with what is inside it, in place of the components.

    Raises:
        PreviewError: nothing is called `name`.
    """
    if name is not None:
        shown = _tree(replace(summary.recording, resources=only(summary.recording, name)), summary, terminal)
    else:
        shown = _tree(summary.recording, summary, terminal) if full else _components(summary, terminal)
    parts = [
        _heading(summary, terminal),
        _findings(summary, terminal),
        _messages(summary, terminal),
        [*shown, str(summary.counts)] if terminal.width is None else [*shown, *terminal.wrapped(str(summary.counts), "")],
        _differences(summary, terminal),
        _outputs(summary, terminal),
        _undecided(summary, terminal) if full else (),
        _end(summary, terminal),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _heading(summary: Summary, terminal: Terminal) -> Iterator[str]:
    project = summary.project
    yield terminal.paint(f"Offline preview of {project.name}/{project.stack}", "bold")
    yield _verdict(summary, terminal)
    yield from terminal.wrapped("AWS was not contacted and nothing was created: every answer below is simulated.", "")
    if project.secret_keys:
        keys = ", ".join(project.secret_keys)
        text = f"Encrypted values of the stack file cannot be read offline; a stand-in was used for: {keys}"
        yield from terminal.wrapped(text, "")


def _components(summary: Summary, terminal: Terminal) -> Iterator[str]:
    found = list(folded(summary.recording, summary.violated))
    yield terminal.paint("Components", "bold") + "  (--show NAME opens one, --full opens all)"
    width = max((len(one.name) for one in found), default=0)
    kinds = max((len(one.type) for one in found), default=0)
    for one in found:
        remarks = [f"{one.protected} protected"] if one.protected else []
        remarks += [f"{one.violated} violated"] if one.violated else []
        counted = f"  {one.name:<{width}}  {one.type:<{kinds}}  {one.resources:>3}" + "".join(f"  {remark}" for remark in remarks)
        text = terminal.fit(counted)
        yield terminal.paint(text, "red") if one.violated else text


def _tree(recording: Recording, summary: Summary, terminal: Terminal) -> Iterator[str]:
    lines = list(tree.lines(recording, style=tree.Style() if terminal.unicode else tree.ASCII))
    column = max(len(line.branch + line.type) for line in lines) + 2
    for line in lines:
        violated = summary.violated.get(line.urn)
        remarks = [*line.remarks, *([f"{violated} violated"] if violated else [])]
        text = terminal.fit(f"{line.branch + line.type:<{column}}{line.name}" + "".join(f"  [{remark}]" for remark in remarks))
        yield terminal.paint(text, "red") if violated else text


def _differences(summary: Summary, terminal: Terminal) -> Iterator[str]:
    for mode, urns in summary.only_in.items():
        for urn in urns:
            yield terminal.fit(f"Only when {mode}: {urn}")


def _outputs(summary: Summary, terminal: Terminal) -> Iterator[str]:
    if summary.recording.outputs:
        yield terminal.paint("Outputs", "bold")
        yield from outputs.lines(summary.recording.outputs, terminal)


def _messages(summary: Summary, terminal: Terminal) -> Iterator[str]:
    for message in summary.warnings:
        yield from terminal.wrapped(f"The program warns: {message}", "")
    for line in summary.printed:
        yield from terminal.wrapped(f"The program prints: {line}", "")


def _findings(summary: Summary, terminal: Terminal) -> Iterator[str]:
    """Everything that forbids the deployment or advises on it, in full."""
    verdict = summary.verdict
    if verdict.violations or verdict.never or verdict.advice:
        yield terminal.paint("Findings", "bold")
    for finding in verdict.violations:
        yield from _finding(finding, terminal, "red", finding.level)
    for finding in verdict.never:
        yield from _finding(finding, terminal, "red", f"{finding.level}, not decided in any mode")
    for finding in verdict.advice:
        yield from _finding(finding, terminal, "yellow", finding.level)


def _finding(finding: Finding, terminal: Terminal, color: str, level: str) -> Iterator[str]:
    yield ""
    yield "  " + terminal.paint(f"{finding.rule} ({level})", color) + f"  {finding.resource or 'the stack as a whole'}"
    yield from terminal.wrapped(finding.title, "    ")
    yield from terminal.wrapped(finding.text, "    ")
    if finding.urn:
        yield terminal.paint(terminal.fit(f"    {finding.urn}"), "dim")


def _undecided(summary: Summary, terminal: Terminal) -> Iterator[str]:
    """By rule, the resources that planned mode could not judge."""
    if summary.verdict.later:
        yield terminal.paint("Undecided while planned", "bold")
    for rule, findings in summary.undecided.items():
        names = sorted({finding.resource or "the stack" for finding in findings})
        yield from terminal.wrapped(f"{rule}: {', '.join(names)}", "  ")


def _end(summary: Summary, terminal: Terminal) -> Iterator[str]:
    verdict = summary.verdict
    if summary.pack is not None:
        judged = f"Policy pack {summary.pack}, {len(summary.rules)} rules"
        decided = "; decided once applied" if Mode.APPLIED in summary.runs else ""
        later = f". {len(verdict.later)} undecided while planned, because AWS has not decided yet{decided}" if verdict.later else ""
        yield from terminal.wrapped(judged + later, "")
    steps = [f"SDK {summary.loading:.1f}"]
    steps += [f"{mode}: program {run.running:.1f}, policies {run.judging:.1f}" for mode, run in summary.runs.items()]
    yield from terminal.wrapped(f"Ran {' and '.join(summary.runs)} in {summary.total:.1f} s ({'; '.join(steps)})", "")
    yield _verdict(summary, terminal)


def _verdict(summary: Summary, terminal: Terminal) -> str:
    verdict = summary.verdict
    if summary.pack is None:
        return terminal.paint("The program runs; nothing was judged.", "green")
    if verdict.passed:
        advice = f", {len(verdict.advice)} to think about" if verdict.advice else ""
        return terminal.paint(f"No policy forbids this deployment{advice}.", "green")
    count = len(verdict.forbidding)
    return terminal.paint(f"{count} {'violation forbids' if count == 1 else 'violations forbid'} this deployment.", "red")
