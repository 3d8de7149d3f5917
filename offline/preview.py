"""A whole preview: run the program in each mode, have the policy pack judge each run."""

import contextlib
import functools
import importlib
import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offline import fork
from offline.errors import PreviewError
from offline.judging.pack_process import PackProcess
from offline.project import Project
from offline.simulation import lazy_sdk
from offline.simulation.mode import Mode

if TYPE_CHECKING:  # the SDK takes a second to import, time in which the pack is to start
    from offline.judging.findings import Judgement
    from offline.simulation.model import Recording


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One run: what the program declared and printed, what the pack said (if asked), and how long both took, in seconds."""

    recording: "Recording"
    printed: Sequence[str] = ()
    judgement: "Judgement | None" = None
    running: float = 0
    judging: float = 0


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The runs of a project's stack, by mode, and the seconds it all took, `loading` of them for the SDK."""

    project: Project
    outcomes: Mapping[Mode, Outcome]
    loading: float = 0
    total: float = 0

    @property
    def recordings(self) -> Mapping[Mode, "Recording"]:
        """What the program declared, by mode."""
        return {mode: outcome.recording for mode, outcome in self.outcomes.items()}

    @property
    def judgements(self) -> Mapping[Mode, "Judgement"]:
        """What the pack said, by mode; empty if none was asked."""
        return {mode: outcome.judgement for mode, outcome in self.outcomes.items() if outcome.judgement is not None}


def preview(
    project: Project,
    modes: Sequence[Mode],
    *,
    pack: Path | None = None,
    pack_config: Mapping[str, Any] | None = None,
    day_one: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Preview:
    """Run the program in each mode and judge it.

    The pack starts first, so that it loads while the program runs. Where possible the second run starts in a copy of this process
    as soon as the first has declared everything: by then all of the SDK that the program uses is loaded.

    Args:
        project: the project, with a stack selected.
        modes: in which modes to run, one or two.
        pack: the folder of the policy pack; none to judge nothing.
        pack_config: its configuration from the command line.
        day_one: nothing has been deployed yet.
        progress: told in a few words what happens next.

    Raises:
        PreviewError: the program or the pack failed.
    """
    start = time.perf_counter()
    first, *others = modes
    with contextlib.ExitStack() as running:
        packs = {mode: running.enter_context(PackProcess(pack, project, mode)) for mode in modes} if pack else {}
        progress("loading the SDK")
        _load()
        loaded = time.perf_counter()
        branches: dict[Mode, fork.Fork[Outcome]] = {}

        def run(mode: Mode, when_declared: Callable[[], None] = lambda: None) -> Outcome:
            return _run(project, mode, packs.get(mode), pack_config or {}, day_one=day_one, when_declared=when_declared)

        def start_others() -> None:
            for mode in others if fork.POSSIBLE else ():
                branches[mode] = running.enter_context(fork.Fork(functools.partial(run, mode)))

        progress(f"running the program and judging what it declares, {' and '.join(modes)}")
        outcomes = {first: run(first, start_others)}
        for mode in others:
            with _told_apart(mode, first):
                outcomes[mode] = branches[mode].result() if mode in branches else run(mode)
    return Preview(project=project, outcomes=outcomes, loading=loaded - start, total=time.perf_counter() - start)


def _load() -> None:
    lazy_sdk.install()
    importlib.import_module("offline.simulation.runner")
    importlib.import_module("offline.judging.pack")


@contextlib.contextmanager
def _told_apart(mode: Mode, first: Mode) -> Iterator[None]:
    """Say of an error which of the runs it is from, when the other one was fine."""
    try:
        yield
    except PreviewError as error:
        raise PreviewError(f"run as {mode} (as {first} it ran): {error}", error.status) from None


def _run(
    project: Project,
    mode: Mode,
    process: PackProcess | None,
    config: Mapping[str, Any],
    *,
    day_one: bool,
    when_declared: Callable[[], None],
) -> Outcome:
    start = time.perf_counter()
    recording, printed = _record(project, mode, day_one=day_one, when_declared=when_declared)
    recorded = time.perf_counter()
    judgement = _judge(process, recording, config) if process else None
    judged = time.perf_counter()
    return Outcome(recording=recording, printed=printed, judgement=judgement, running=recorded - start, judging=judged - recorded)


def _record(project: Project, mode: Mode, *, day_one: bool, when_declared: Callable[[], None]) -> tuple["Recording", list[str]]:
    from offline.failure import explain  # noqa: PLC0415 - see above
    from offline.reporting.redact import scrubbed  # noqa: PLC0415 - see above
    from offline.simulation.runner import Runner  # noqa: PLC0415 - see above

    run = Runner(
        stack=project.stack,
        project=project.name,
        config=project.config,
        mode=mode,
        day_one=day_one,
        secret_keys=project.secret_keys,
    )
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            run.execute(project.program, when_declared=when_declared)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit too: whatever ends the program is the program's failure
        failure = explain(error, project.program, run.declared)
        raise PreviewError(scrubbed(str(failure), run.resources), failure.status) from None
    return run.recording(), output.getvalue().splitlines()


def _judge(process: PackProcess, recording: "Recording", config: Mapping[str, Any]) -> "Judgement":
    from offline.judging.pack import PackError, judge  # noqa: PLC0415 - see above

    try:
        return judge(process.port(), recording, config)
    except PackError as error:
        raise process.failure(str(error)) from None
