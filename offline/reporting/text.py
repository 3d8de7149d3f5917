"""What a person reads: the tree, what is decided and what is not, every violation with its way out, and how long it took."""

import json
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TextIO

from offline.judging.findings import Finding, Verdict, by_rule, verdict
from offline.preview import Preview
from offline.reporting import tree
from offline.simulation.mode import Mode
from offline.simulation.values import UNKNOWN, Secret, is_unknown

_COLORS: Final[Mapping[str, str]] = {"red": "31", "yellow": "33", "green": "32", "bold": "1", "dim": "2"}
_SHOWN: Final = 5
"""How many resources are listed for each undecided rule, unless everything is asked for."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What the report is written on: its width, none for a pipe, and whether it takes colours and line-drawing characters."""

    width: int | None
    color: bool
    unicode: bool

    @classmethod
    def of(cls, stream: TextIO, environment: Mapping[str, str]) -> "Paper":
        """The paper a stream is. Colours only on a terminal, and not if NO_COLOR is set (no-color.org)."""
        terminal = stream.isatty()
        return cls(
            width=shutil.get_terminal_size().columns if terminal else None,
            color=terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb",
            unicode="utf" in (stream.encoding or "").lower(),
        )

    def paint(self, text: str, color: str) -> str:
        """The text in a colour, if there are colours."""
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m" if self.color else text

    def fit(self, text: str) -> str:
        """The text cut to the width."""
        if self.width is None or len(text) <= self.width:
            return text
        return text[: self.width - 1] + ("…" if self.unicode else "~")

    def wrapped(self, text: str, indent: str) -> Iterator[str]:
        """The text in lines of the width, all indented."""
        for line in text.splitlines():
            parts = (
                [line]
                if self.width is None
                else textwrap.wrap(line, max(20, self.width - len(indent)), break_on_hyphens=False) or [""]
            )
            for part in parts:
                yield f"{indent}{part}".rstrip()


def render(preview: Preview, paper: Paper, *, full: bool = False) -> str:
    """The whole report."""
    said = verdict(preview.judgements)
    parts = [
        _heading(preview, paper),
        _tree(preview, said, paper, full=full),
        _differences(preview, paper),
        _outputs(preview, paper),
        _messages(preview, paper),
        _policies(preview, said, paper, full=full),
        _end(preview, said, paper),
    ]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _heading(preview: Preview, paper: Paper) -> Iterator[str]:
    project = preview.project
    yield paper.paint(f"Offline preview of {project.name}/{project.stack}", "bold")
    yield from paper.wrapped("AWS was not contacted and nothing was created: every answer below is simulated.", "")
    if project.secret_keys:
        keys = ", ".join(project.secret_keys)
        yield from paper.wrapped(f"Encrypted values of the stack file cannot be read offline; a stand-in was used for: {keys}", "")


def _tree(preview: Preview, said: Verdict, paper: Paper, *, full: bool) -> Iterator[str]:
    recording = next(iter(preview.recordings.values()))
    broken = [finding.urn for finding in (*said.violations, *said.never)]
    lines = list(tree.lines(recording, full=full, style=tree.Style() if paper.unicode else tree.ASCII))
    column = max(len(line.branch + line.type) for line in lines) + 2
    for line in lines:
        remarks = [*line.remarks, *([f"{broken.count(line.urn)} violated"] if line.urn in broken else [])]
        text = paper.fit(f"{line.branch + line.type:<{column}}{line.name}" + "".join(f"  [{remark}]" for remark in remarks))
        yield paper.paint(text, "red") if line.urn in broken else text
    yield ""
    yield from paper.wrapped(tree.counts(recording), "")


def _differences(preview: Preview, paper: Paper) -> Iterator[str]:
    declared = {mode: set(recording.by_urn) for mode, recording in preview.recordings.items()}
    everywhere = set.intersection(*declared.values())
    for mode, urns in declared.items():
        for urn in sorted(urns - everywhere):
            yield paper.fit(f"Only when {mode}: {urn}")


def _outputs(preview: Preview, paper: Paper) -> Iterator[str]:
    planned = next(iter(preview.recordings.values())).outputs
    if planned:
        yield paper.paint("Outputs", "bold")
    width = max(map(len, planned), default=0)
    for name, value in planned.items():
        yield paper.fit(f"  {name:<{width}}  {_shown(value)}")


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


def _messages(preview: Preview, paper: Paper) -> Iterator[str]:
    logged = dict.fromkeys(message for recording in preview.recordings.values() for message in recording.messages)
    for message in logged:
        yield from paper.wrapped(f"The program warns: {message}", "")
    for line in next(iter(preview.outcomes.values())).printed:
        yield from paper.wrapped(f"The program prints: {line}", "")


def _policies(preview: Preview, said: Verdict, paper: Paper, *, full: bool) -> Iterator[str]:
    if not preview.judgements:
        yield "No policy pack was asked."
        return
    judgement = next(iter(preview.judgements.values()))
    yield paper.paint(f"Policy pack {judgement.pack}, {len(judgement.rules)} rules", "bold")
    for finding in said.violations:
        yield from _finding(finding, paper, "red", finding.level)
    for finding in said.never:
        yield from _finding(finding, paper, "red", f"{finding.level}, not decided in any mode")
    for finding in said.advice:
        yield from _finding(finding, paper, "yellow", finding.level)
    if said.later:
        decided = "; decided once applied" if Mode.APPLIED in preview.judgements else ""
        yield from paper.wrapped(f"{len(said.later)} undecided while planned, because AWS has not decided yet{decided}:", "  ")
        for rule, findings in by_rule(said.later).items():
            yield from _undecided(rule, findings, paper, full=full)


def _finding(finding: Finding, paper: Paper, color: str, level: str) -> Iterator[str]:
    name = finding.urn.rpartition("::")[2] if finding.urn else "the stack as a whole"
    yield ""
    yield "  " + paper.paint(f"{finding.rule} ({level})", color) + f"  {name}"
    yield from paper.wrapped(finding.title, "    ")
    yield from paper.wrapped(finding.text, "    ")
    if finding.urn:
        yield paper.paint(paper.fit(f"    {finding.urn}"), "dim")


def _undecided(rule: str, findings: Sequence[Finding], paper: Paper, *, full: bool) -> Iterable[str]:
    names = list(dict.fromkeys(finding.urn.rpartition("::")[2] if finding.urn else "the stack" for finding in findings))
    shown = names if full else names[:_SHOWN]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return paper.wrapped(f"{rule}: {', '.join(shown)}{more}", "    ")


def _end(preview: Preview, said: Verdict, paper: Paper) -> Iterator[str]:
    modes = " and ".join(preview.outcomes)
    steps = [f"SDK {preview.loading:.1f}"]
    steps += [f"{mode}: program {run.running:.1f}, policies {run.judging:.1f}" for mode, run in preview.outcomes.items()]
    yield from paper.wrapped(f"Ran {modes} in {preview.total:.1f} s ({'; '.join(steps)})", "")
    if not preview.judgements:
        yield paper.paint("The program runs; nothing was judged.", "green")
    elif said.passed:
        advice = f", {len(said.advice)} to think about" if said.advice else ""
        yield paper.paint(f"No policy forbids this deployment{advice}.", "green")
    else:
        count = len(said.violations) + len(said.never)
        yield paper.paint(f"{count} {'violation forbids' if count == 1 else 'violations forbid'} this deployment.", "red")
