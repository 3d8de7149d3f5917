"""What a person has to look at: what forbids the deployment, what no mode could decide, advice, and what the program says."""

from collections.abc import Iterator, Sequence

from offline.judging.findings import Finding
from offline.reporting.summary import Summary
from offline.reporting.terminal import Terminal


def lines(summary: Summary, terminal: Terminal, *, full: bool) -> Iterator[str]:
    """Every finding with its way out, the gravest first; then the program's warnings and what it printed."""
    verdict = summary.verdict
    parts = [
        *(_finding(same, terminal, "red", full=full) for same in _alike((*verdict.violations, *verdict.never))),
        *(_finding(same, terminal, "bold", full=full) for same in _alike((*summary.unclear, *verdict.advice))),
        _said(summary, terminal),
    ]
    for index, part in enumerate(filter(None, map(list, parts))):
        yield from ["", *part] if index else part


def _alike(findings: Sequence[Finding]) -> Iterator[Sequence[Finding]]:
    """Findings that differ in the resource only, together: what to do about them is said once."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, _level(finding), finding.title, finding.text), []).append(finding)
    yield from groups.values()


def _level(finding: Finding) -> str:
    return f"{finding.level}, not decided in any mode" if finding.undecided else finding.level


def _finding(alike: Sequence[Finding], terminal: Terminal, color: str, *, full: bool) -> Iterator[str]:
    first = alike[0]
    head = f"{first.rule} ({_level(first)})"
    names = dict.fromkeys(finding.resource or "the stack as a whole" for finding in alike)
    line, *more = terminal.listed(f"{head}  ", names, "    ")
    yield terminal.paint(head, color) + line.removeprefix(head)
    yield from more
    yield from terminal.wrapped(first.title, "  ")
    yield from terminal.wrapped(first.text, "  ")
    if full:
        yield from (terminal.paint(f"  {finding.urn}", "dim") for finding in alike if finding.urn)


def _said(summary: Summary, terminal: Terminal) -> Iterator[str]:
    for mode, urns in summary.only_in.items():
        for urn in urns:
            yield f"Only when {mode}: {urn}"
    for message in summary.warnings:
        yield from terminal.wrapped(f"The program warns: {message}", hanging="  ")
    for line in summary.printed:
        yield from terminal.wrapped(f"The program prints: {line}", hanging="  ")
