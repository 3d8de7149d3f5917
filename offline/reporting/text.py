"""What a person reads: the verdict first and last, between them what needs attention, what is declared, and how long it took."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from offline.reporting import attention, budget, outputs, properties, tree
from offline.reporting.components import Folded, folded, only
from offline.reporting.summary import Summary, counted
from offline.reporting.terminal import Terminal
from offline.simulation.mode import Mode
from offline.simulation.model import Recording


def render(summary: Summary, terminal: Terminal, *, full: bool = False, name: str | None = None) -> str:
    """The whole report.

    Args:
        summary: the preview.
        terminal: what the report is laid out for.
        full: whether to show every resource and every check that planned mode could not decide.
        name: the component to show all resources of, or the resource to show all properties of, in place of components and outputs.

    Raises:
        PreviewError: nothing is called `name`.
    """
    shown, within = summary.recording, None
    if name is not None:
        shown = replace(shown, resources=only(shown, name))
        within = {None, *shown.by_urn}
    everything = full or name is not None
    parts = [
        [_verdict(summary, terminal)],
        _heading(summary, terminal, everything=everything),
        attention.lines(summary, terminal, full=everything),
        _tree(shown, summary, terminal) if everything else _components(summary, terminal),
        terminal.wrapped(str(summary.counts)) if full else (),
        _outputs(summary, terminal, full=full) if name is None else properties.lines(shown, name, terminal),
        [
            *_undecided(summary, terminal, within, everything=everything),
            *(terminal.wrapped(budget.line(summary.estimate)) if summary.estimate and name is None else ()),
            *_timing(summary, terminal, full=full),
            _verdict(summary, terminal),
        ],
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _verdict(summary: Summary, terminal: Terminal) -> str:
    return terminal.paint(summary.conclusion, "green" if summary.verdict.passed else "red")


def _heading(summary: Summary, terminal: Terminal, *, everything: bool) -> Iterator[str]:
    project = summary.project
    yield terminal.paint(f"Offline preview of {project.name}/{project.stack}", "bold")
    yield from terminal.wrapped("AWS was not contacted and nothing was created: every answer below is simulated.")
    judges = summary.judges or "No policy pack was asked"
    silence = f"; {summary.silence}" if summary.silence else ""
    yield from terminal.wrapped(f"{judges}{silence}{':' if silence and everything else ' (see --full).' if silence else '.'}")
    if silence and everything:
        yield from terminal.listed("  ", summary.not_judged, "  ")
    alike: dict[str, list[str]] = {}
    for one in summary.lowered:
        alike.setdefault(str(one), []).append(one.rule)
    for said, rules in alike.items():
        yield from terminal.wrapped(f"{rules[0] if len(rules) == 1 else f'{len(rules)} rules'}: {said}", "  ", "    ")
        yield from terminal.listed("    ", rules, "    ") if len(rules) > 1 else ()
    if project.secret_keys:
        keys = ", ".join(project.secret_keys)
        yield from terminal.wrapped(f"Encrypted values of the stack file cannot be read offline; a stand-in was used for: {keys}")


def _components(summary: Summary, terminal: Terminal) -> Iterator[str]:
    """A line for each component: its resources, how many of them are protected, and how many violations they have."""
    found = list(folded(summary.recording, summary.violated))
    components = sum(one.component for one in found)
    total = counted(summary.counts.resources, "resource")
    title = f"{counted(components, 'component')}, {total}" if components else total
    hint = "  (--show NAME opens one, --full opens all)"
    yield terminal.paint(title, "bold") + (hint if terminal.fits(title + hint) else "")
    rows = _columns(found, shorten=False)
    if not all(map(terminal.fits, rows)):
        rows = _columns(found, shorten=True)
    for one, row in zip(found, rows, strict=True):
        yield terminal.paint(row, "red") if one.violated else row


def _columns(found: Collection[Folded], *, shorten: bool) -> list[str]:
    """The components in columns; where there is little room, types without their package."""
    cells = [
        (one.name, one.type.rpartition(":")[2] if shorten else one.type, str(one.resources), ", ".join(_remarks(one)))
        for one in found
    ]
    name, kind, count = (max((len(cell[column]) for cell in cells), default=0) for column in range(3))
    return [f"  {one:<{name}}  {two:<{kind}}  {three:>{count}} {rest}" for one, two, three, rest in cells]


def _remarks(one: Folded) -> Iterator[str]:
    yield "resource" if one.resources == 1 else "resources"
    if one.protected:
        yield f"{one.protected} protected"
    if one.violated:
        yield f"{one.violated} violated"


def _tree(recording: Recording, summary: Summary, terminal: Terminal) -> Iterator[str]:
    lines = list(tree.lines(recording, style=tree.Style() if terminal.unicode else tree.ASCII))
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
    then = "all decided once applied" if Mode.APPLIED in summary.runs else "--mode applied decides them"
    hint = ":" if everything else " (see --full)."
    yield from terminal.wrapped(f"{counted(count, 'check')} undecided while planned, {then}{hint}")
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
