"""What a person reads: the tree, what is decided and what is not, every violation with its way out, and how long it took."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from offline.judging.findings import Finding
from offline.reporting import tree
from offline.reporting.summary import Summary
from offline.reporting.terminal import Terminal
from offline.simulation.mode import Mode
from offline.simulation.values import UNKNOWN, Secret, is_unknown

_SHOWN: Final = 5
"""How many resources are listed for each undecided rule, unless everything is asked for."""


def render(summary: Summary, terminal: Terminal, *, full: bool = False) -> str:
    """The whole report."""
    parts = [
        _heading(summary, terminal),
        _tree(summary, terminal, full=full),
        _differences(summary, terminal),
        _outputs(summary, terminal),
        _messages(summary, terminal),
        _policies(summary, terminal, full=full),
        _end(summary, terminal),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _heading(summary: Summary, terminal: Terminal) -> Iterator[str]:
    project = summary.project
    yield terminal.paint(f"Offline preview of {project.name}/{project.stack}", "bold")
    yield from terminal.wrapped("AWS was not contacted and nothing was created: every answer below is simulated.", "")
    if project.secret_keys:
        keys = ", ".join(project.secret_keys)
        text = f"Encrypted values of the stack file cannot be read offline; a stand-in was used for: {keys}"
        yield from terminal.wrapped(text, "")


def _tree(summary: Summary, terminal: Terminal, *, full: bool) -> Iterator[str]:
    lines = list(tree.lines(summary.recording, full=full, style=tree.Style() if terminal.unicode else tree.ASCII))
    column = max(len(line.branch + line.type) for line in lines) + 2
    for line in lines:
        violated = summary.violated.get(line.urn)
        remarks = [*line.remarks, *([f"{violated} violated"] if violated else [])]
        text = terminal.fit(f"{line.branch + line.type:<{column}}{line.name}" + "".join(f"  [{remark}]" for remark in remarks))
        yield terminal.paint(text, "red") if violated else text
    yield ""
    yield from terminal.wrapped(str(summary.counts), "")


def _differences(summary: Summary, terminal: Terminal) -> Iterator[str]:
    for mode, urns in summary.only_in.items():
        for urn in urns:
            yield terminal.fit(f"Only when {mode}: {urn}")


def _outputs(summary: Summary, terminal: Terminal) -> Iterator[str]:
    outputs = summary.recording.outputs
    if outputs:
        yield terminal.paint("Outputs", "bold")
    width = max(map(len, outputs), default=0)
    for name, value in outputs.items():
        yield terminal.fit(f"  {name:<{width}}  {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, Secret):
        return "[secret]"
    if value == UNKNOWN:
        return "[unknown until up]"
    if isinstance(value, str):
        return value
    return json.dumps(_inside(value), ensure_ascii=False)


def _inside(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _inside(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_inside(item) for item in value]
    return _shown(value) if isinstance(value, Secret) or is_unknown(value) else value


def _messages(summary: Summary, terminal: Terminal) -> Iterator[str]:
    for message in summary.warnings:
        yield from terminal.wrapped(f"The program warns: {message}", "")
    for line in summary.printed:
        yield from terminal.wrapped(f"The program prints: {line}", "")


def _policies(summary: Summary, terminal: Terminal, *, full: bool) -> Iterator[str]:
    if summary.pack is None:
        yield "No policy pack was asked."
        return
    verdict = summary.verdict
    yield terminal.paint(f"Policy pack {summary.pack}, {len(summary.rules)} rules", "bold")
    for finding in verdict.violations:
        yield from _finding(finding, terminal, "red", finding.level)
    for finding in verdict.never:
        yield from _finding(finding, terminal, "red", f"{finding.level}, not decided in any mode")
    for finding in verdict.advice:
        yield from _finding(finding, terminal, "yellow", finding.level)
    if verdict.later:
        decided = "; decided once applied" if Mode.APPLIED in summary.runs else ""
        text = f"{len(verdict.later)} undecided while planned, because AWS has not decided yet{decided}:"
        yield from terminal.wrapped(text, "  ")
        for rule, findings in summary.undecided.items():
            yield from _undecided(rule, findings, terminal, full=full)


def _finding(finding: Finding, terminal: Terminal, color: str, level: str) -> Iterator[str]:
    yield ""
    yield "  " + terminal.paint(f"{finding.rule} ({level})", color) + f"  {finding.resource or 'the stack as a whole'}"
    yield from terminal.wrapped(finding.title, "    ")
    yield from terminal.wrapped(finding.text, "    ")
    if finding.urn:
        yield terminal.paint(terminal.fit(f"    {finding.urn}"), "dim")


def _undecided(rule: str, findings: Sequence[Finding], terminal: Terminal, *, full: bool) -> Iterable[str]:
    names = list(dict.fromkeys(finding.resource or "the stack" for finding in findings))
    shown = names if full else names[:_SHOWN]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return terminal.wrapped(f"{rule}: {', '.join(shown)}{more}", "    ")


def _end(summary: Summary, terminal: Terminal) -> Iterator[str]:
    steps = [f"SDK {summary.loading:.1f}"]
    steps += [f"{mode}: program {run.running:.1f}, policies {run.judging:.1f}" for mode, run in summary.runs.items()]
    yield from terminal.wrapped(f"Ran {' and '.join(summary.runs)} in {summary.total:.1f} s ({'; '.join(steps)})", "")
    verdict = summary.verdict
    if summary.pack is None:
        yield terminal.paint("The program runs; nothing was judged.", "green")
    elif verdict.passed:
        advice = f", {len(verdict.advice)} to think about" if verdict.advice else ""
        yield terminal.paint(f"No policy forbids this deployment{advice}.", "green")
    else:
        count = len(verdict.forbidding)
        yield terminal.paint(f"{count} {'violation forbids' if count == 1 else 'violations forbid'} this deployment.", "red")
