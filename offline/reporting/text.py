"""What a person reads: the verdict first and last, between them what needs attention, what is declared, and how long it took."""

from collections.abc import Collection, Iterator, Sequence

from offline.reporting import attention, outputs, tree
from offline.reporting.summary import Summary, counted
from offline.reporting.terminal import Terminal
from offline.simulation.mode import Mode
from offline.simulation.model import Resource


def render(summary: Summary, terminal: Terminal, *, full: bool = False, show: Sequence[str] = ()) -> str:
    """The whole report.

    Args:
        summary: the preview.
        terminal: what the report is laid out for.
        full: whether to show everything.
        show: names of components or resources to show everything of, instead of an overview of all.

    Raises:
        PreviewError: nothing has one of the names in `show`.
    """
    shown = tree.Tree(summary.recording)
    roots = shown.roots if full else shown.named(show)
    everything = bool(full or show)
    within = {None, *(one.urn for root in roots for one in shown.inside(root))} if show and not full else None
    parts = [
        [_verdict(summary, terminal)],
        _heading(summary, terminal),
        attention.lines(summary, terminal, full=everything),
        _tree(shown, roots, summary, terminal) if everything else _overview(shown, summary, terminal),
        terminal.wrapped(str(summary.counts)) if full else (),
        () if show and not full else _outputs(summary, terminal, full=full),
        [
            *_undecided(summary, terminal, within, everything=everything),
            *_timing(summary, terminal, full=full),
            _verdict(summary, terminal),
        ],
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _verdict(summary: Summary, terminal: Terminal) -> str:
    return terminal.paint(summary.conclusion, "green" if summary.verdict.passed else "red")


def _heading(summary: Summary, terminal: Terminal) -> Iterator[str]:
    project = summary.project
    yield terminal.paint(f"Offline preview of {project.name}/{project.stack}", "bold")
    yield from terminal.wrapped("AWS was not contacted and nothing was created: every answer below is simulated.")
    judges = f"Policy pack {summary.pack}, {counted(len(summary.rules), 'rule')}" if summary.pack else "No policy pack was asked"
    yield from terminal.wrapped(f"{judges}.")
    if project.secret_keys:
        keys = ", ".join(project.secret_keys)
        yield from terminal.wrapped(f"Encrypted values of the stack file cannot be read offline; a stand-in was used for: {keys}")


def _overview(shown: tree.Tree, summary: Summary, terminal: Terminal) -> Iterator[str]:
    """A line for each component: how many resources it contains, and how many violations they have."""
    parts = shown.parts
    components = [part for part in parts if not part.custom]
    total = counted(summary.counts.resources, "resource")
    yield terminal.paint(f"{counted(len(components), 'component')}, {total}" if components else total, "bold")
    rows = []
    for part in parts:
        inside = list(shown.inside(part))
        count = "" if part.custom else counted(sum(one.custom for one in inside), "resource")
        violated = sum(summary.violated.get(one.urn, 0) for one in inside)
        remarks = [count, f"{violated} violated" if violated else ""]
        rows.append((part.name, tree.short(part.type), ", ".join(filter(None, remarks)), bool(violated)))
    yield from _table(rows, terminal)


def _table(rows: Sequence[tuple[str, str, str, bool]], terminal: Terminal) -> Iterator[str]:
    """Names, types and remarks in columns; where they are too wide, types lose their package."""
    for shorten in (False, True):
        cells = [(name, kind.rpartition(":")[2] if shorten else kind, remark) for name, kind, remark, _ in rows]
        widths = [max((len(cell[column]) for cell in cells), default=0) for column in range(2)]
        lines = [f"  {name:<{widths[0]}}  {kind:<{widths[1]}}  {remark}".rstrip() for name, kind, remark in cells]
        if all(map(terminal.fits, lines)):
            break
    for line, row in zip(lines, rows, strict=True):
        yield terminal.paint(line, "red") if row[-1] else line


def _tree(shown: tree.Tree, roots: Sequence[Resource], summary: Summary, terminal: Terminal) -> Iterator[str]:
    lines = list(shown.lines(roots, tree.Style() if terminal.unicode else tree.ASCII))
    column = max((len(line.branch + line.type) for line in lines), default=0)
    for line in lines:
        violated = summary.violated.get(line.urn)
        remarks = [*line.remarks, *([f"{violated} violated"] if violated else [])]
        rest = line.name + "".join(f"  [{remark}]" for remark in remarks)
        text = f"{line.branch + line.type:<{column}}  {rest}"
        narrow = f"{line.branch}{line.type}  {rest}"
        fitting = [text] if terminal.fits(text) else terminal.wrapped(narrow, hanging=" " * (len(line.branch) + 2))
        yield from (terminal.paint(part, "red") if violated else part for part in fitting)


def _outputs(summary: Summary, terminal: Terminal, *, full: bool) -> Iterator[str]:
    if summary.recording.outputs:
        yield terminal.paint("Outputs", "bold")
        yield from outputs.lines(summary.recording.outputs, terminal, full=full)


def _undecided(summary: Summary, terminal: Terminal, within: Collection[str | None] | None, *, everything: bool) -> Iterator[str]:
    """What waits for AWS, if anywhere then `within` these resources: a count and who decides it, or `everything` by rule."""
    waiting = {
        rule: [finding for finding in findings if within is None or finding.urn in within]
        for rule, findings in summary.undecided.items()
    }
    count = sum(map(len, waiting.values()))
    if not count:
        return
    then = "applied mode decided them all" if Mode.APPLIED in summary.runs else "--mode applied decides them"
    hint = ":" if everything else " (--full lists them)."
    yield from terminal.wrapped(f"Planned mode left {counted(count, 'check')} undecided; {then}{hint}")
    for rule, findings in waiting.items() if everything else ():
        if findings:
            yield from terminal.listed(f"  {rule}: ", dict.fromkeys(each.resource or "the stack" for each in findings), "    ")


def _timing(summary: Summary, terminal: Terminal, *, full: bool) -> Iterator[str]:
    text = f"Ran {' and '.join(summary.runs)} in {summary.total:.1f} s"
    if full:
        steps = [f"SDK {summary.loading:.1f}"]
        steps += [f"{mode}: program {run.running:.1f}, policies {run.judging:.1f}" for mode, run in summary.runs.items()]
        text += f" ({'; '.join(steps)})"
    yield from terminal.wrapped(text)
