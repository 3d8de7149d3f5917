"""A whole preview: run the program in each mode, have the policy pack judge each run, report on it.

Imports the SDK, which takes a second: `command` imports this module once the pack's processes have started to load theirs.
"""

import contextlib
import functools
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from offline import fork
from offline.errors import PreviewError
from offline.judging.calls import PackError
from offline.judging.pack import judge
from offline.judging.pack_process import PackProcess
from offline.project import Project
from offline.reporting.html import html
from offline.reporting.junit import junit
from offline.reporting.markdown import markdown
from offline.reporting.sarif import sarif
from offline.reporting.state import export
from offline.reporting.summary import Run, Summary, summarize
from offline.reporting.terminal import Terminal
from offline.reporting.text import render
from offline.running import redaction, run
from offline.simulation.mode import Mode


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What to run, and the policy pack that judges it.

    Attributes:
        project: the project, with a stack selected.
        modes: in which modes to run, one or two.
        pack: running in each of the modes; None to judge nothing.
        pack_config: its configuration from the command line.
        parameters: what Parameter Store holds that the program did not put there, by path.
        positions: whether to find out where in the program each resource is declared.
    """

    project: Project
    modes: Sequence[Mode]
    pack: PackProcess | None
    pack_config: Mapping[str, Any]
    parameters: Mapping[str, str]
    positions: bool = False

    def run(self, *, started: float, progress: Callable[[str], None] = lambda _: None) -> Summary:
        """Run the program in each mode and judge it.

        Where possible the second run starts in a copy of this process as soon as the first asks the engine for something: by then
        most of the SDK that the program uses is loaded.

        Args:
            started: when it all began, on the clock of `time.perf_counter`.
            progress: called with a few words on what happens next.

        Raises:
            PreviewError: the program or the pack failed.
        """
        loaded = time.perf_counter()
        first, *others = self.modes
        with contextlib.ExitStack() as running:
            forks: dict[Mode, fork.Fork[Run]] = {}

            def start_others() -> None:
                for mode in others if fork.POSSIBLE else ():
                    forks[mode] = running.enter_context(fork.Fork(functools.partial(self._run, mode)))

            progress(f"running the program and judging what it declares, {' and '.join(self.modes)}")
            runs = {first: self._run(first, start_others)}
            for mode in others:
                with _naming_the_mode(mode, first):
                    runs[mode] = forks[mode].result() if mode in forks else self._run(mode)
        return summarize(self.project, runs, loading=loaded - started, total=time.perf_counter() - started)

    def _run(self, mode: Mode, when_loaded: Callable[[], None] = lambda: None) -> Run:
        start = time.perf_counter()
        recording, printed = run(self.project, mode, self.parameters, when_loaded, positions=self.positions)
        recorded = time.perf_counter()
        judgement = None
        if self.pack is not None:
            try:
                judgement = judge(self.pack.port(mode), recording, self.pack_config, patience=self.pack.patience)
            except PackError as error:
                failure = self.pack.failure(mode, str(error))
                raise PreviewError(redaction(self.project, recording.everything).text(str(failure)), failure.status) from None
        judged = time.perf_counter()
        clean = redaction(self.project, recording.everything)
        return Run(
            recording=clean.of(recording),
            printed=clean.text(printed).splitlines(),
            judgement=clean.of(judgement),
            running=recorded - start,
            judging=judged - recorded,
        )


@contextlib.contextmanager
def _naming_the_mode(mode: Mode, first: Mode) -> Iterator[None]:
    """Say of an error which of the runs it is from, when the other one was fine."""
    try:
        yield
    except PreviewError as error:
        raise PreviewError(f"run as {mode} (as {first} it ran): {error}", error.status) from None


def report(summary: Summary, form: str, stream: TextIO, *, full: bool = False, name: str | None = None) -> str:
    """The report in one of the forms `text`, `junit`, `markdown` and `sarif`; a run leaves no secret behind that it could show.

    Args:
        summary: the preview.
        form: the form.
        stream: where it will be written to, which text is laid out for.
        full: whether text shows everything.
        name: the one component or resource that text shows in place of all.
    """
    match form:
        case "junit":
            return junit(summary)
        case "markdown":
            return markdown(summary)
        case "sarif":
            return sarif(summary)
        case "html":
            return html(summary)
        case _:
            return render(summary, Terminal.of(stream, os.environ), full=full, name=name)


def state(summary: Summary) -> str:
    """The state as `pulumi stack export` would write it, of the run in which most is known."""
    return json.dumps(export(summary.applied), indent=2, ensure_ascii=False) + "\n"
