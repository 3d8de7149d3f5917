"""Told to end, the preview ends: on each signal, at any moment, at once, with nothing left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from offline import ending
from tests.offline.processes import (
    LINUX,
    STARTING_SECONDS,
    handles_signals,
    members,
    preview_command,
    remaining,
    session,
    shell_status,
    wait_until,
)
from tests.offline.samples import BUCKETS_NAMED, ONE_BUCKET, ROOT, preview_here, squeezed, write_pack, write_project

pytestmark = pytest.mark.skipif(not LINUX, reason="what is left of a session is read from /proc")

INT, TERM, HUP, QUIT = signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT
MOMENTS = [
    *((INT, seconds) for seconds in (0.0, 0.05, 0.3, 1.0, 1.4)),
    *((TERM, seconds) for seconds in (0.0, 0.6)),
    *((number, 0.1) for number in (HUP, QUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGXCPU)),
]
"""The one that Python catches by itself through all of a preview; the others, which have the same handler, once each."""
SECONDS = 20
"""For how long the end may take. It takes some hundredths of a second; a machine that runs other tests may be busy elsewhere."""


def _files() -> list[str]:
    return sorted(entry.name for folder in (ROOT, ROOT / "policy", ROOT / "offline") for entry in folder.iterdir())


@pytest.mark.parametrize(("number", "seconds"), MOMENTS)
def test_a_signal_ends_the_preview_of_this_project_and_nothing_is_left(
    tmp_path: Path, number: signal.Signals, seconds: float
) -> None:
    before = _files()
    with session(*preview_command(ROOT), scratch=tmp_path) as process:
        wait_until(lambda: handles_signals(process.pid))
        time.sleep(seconds)
        process.send_signal(number)
        output, errors = process.communicate(timeout=SECONDS)
        left = remaining(process.pid, SECONDS)
    assert (process.returncode, output, errors, left) == (128 + number, b"", b"", [])
    assert (list(tmp_path.iterdir()), _files()) == ([], before)


@pytest.mark.parametrize("number", [TERM, HUP, QUIT])
def test_a_signal_ends_the_preview_before_its_first_line_has_run(number: signal.Signals) -> None:
    with session(*preview_command(ROOT)) as process:
        process.send_signal(number)
        output, errors = process.communicate(timeout=SECONDS)
        assert (shell_status(process), output, errors, remaining(process.pid, SECONDS)) == (128 + number, b"", b"", [])


def test_ctrl_c_while_python_itself_starts_prints_nothing() -> None:
    """It printed Python's traceback in a third of such moments, some with status 1, which says that a policy forbids it."""
    for milliseconds in range(0, 100, 4):
        with session(ROOT / "bin" / "platform-preview", "dev") as process:
            time.sleep(milliseconds / 1000)
            process.send_signal(INT)
            output, errors = process.communicate(timeout=SECONDS)
            assert (shell_status(process), output, errors) == (128 + INT, b"", b""), milliseconds


def test_the_script_leaves_ctrl_c_ignored_where_it_was() -> None:
    quoted = " ".join(map(str, [ROOT / "bin" / "platform-preview", "dev"]))
    with session("sh", "-c", f"trap '' INT; exec {quoted}") as process:
        wait_until(lambda: len(members(process.pid)) > 1)  # the packs have started
        process.send_signal(INT)
        time.sleep(0.2)
        assert process.poll() is None


def test_a_signal_ignored_from_the_start_stays_ignored() -> None:
    """As `nohup` ignores SIGHUP, and a shell the SIGINT of what runs in its background."""
    quoted = " ".join(map(str, preview_command(ROOT)))
    with session("sh", "-c", f"trap '' HUP; exec {quoted}") as process:
        wait_until(lambda: len(members(process.pid)) > 1)  # the packs have started
        process.send_signal(HUP)
        time.sleep(0.2)
        assert process.poll() is None
        process.send_signal(TERM)
        process.communicate(timeout=SECONDS)
        assert (process.returncode, remaining(process.pid, SECONDS)) == (128 + TERM, [])


@pytest.mark.parametrize("program", ["while True: pass", "import signal\nwhile True: signal.pause()"])
def test_a_program_that_never_ends_is_ended_with_what_it_and_the_pack_have_started(tmp_path: Path, program: str) -> None:
    write_pack(tmp_path, "import subprocess\nsubprocess.Popen(['sleep', '600'])\n" + BUCKETS_NAMED)
    write_project(tmp_path, f"import pathlib\npathlib.Path('started').touch()\n{program}\n")
    with session(*preview_command(tmp_path, "--policy-pack", "pack")) as process:
        wait_until(lambda: (tmp_path / "started").exists() and len(members(process.pid)) == 5)  # the preview, two packs, two sleeps
        process.send_signal(TERM)
        process.communicate(timeout=SECONDS)
        assert (process.returncode, remaining(process.pid, SECONDS)) == (128 + TERM, [])


def test_the_progress_line_is_gone_after_the_end_also_while_the_program_s_own_output_is_kept(tmp_path: Path) -> None:
    write_project(tmp_path, "import pathlib, time\npathlib.Path('started').touch()\ntime.sleep(60)\n")
    terminal, end = os.openpty()
    command = list(map(str, preview_command(tmp_path, "--policy-pack", "none", "--mode", "planned")))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=end) as process:  # noqa: S603 - our own command
        wait_until((tmp_path / "started").exists)
        process.send_signal(TERM)
        assert process.wait(SECONDS) == 128 + TERM
    os.close(end)
    written = os.read(terminal, 4096)
    os.close(terminal)
    assert b"running the program" in written
    assert written.endswith(b"\r\x1b[K")


def test_the_end_is_put_off_while_a_process_starts_and_takes_it_along() -> None:
    script = """
import os, signal, subprocess, time
from offline import ending
ending.install()
with ending.held():
    child = subprocess.Popen(["sleep", "600"], process_group=0)
    with ending.held():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.1)
    print(child.pid, flush=True)
    ending.started(child.pid)
print("not reached", flush=True)
"""
    command = [sys.executable, "-c", script]
    # A child that is not killed holds the pipes: without a bound the test would wait for it.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=STARTING_SECONDS)  # noqa: S603 - our own script
    (child,) = done.stdout.split()
    assert done.returncode == 128 + TERM
    with pytest.raises(ProcessLookupError):
        os.kill(int(child), 0)


def test_every_signal_that_asks_a_process_to_end_is_caught() -> None:
    crashes = {signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV, signal.SIGSYS, signal.SIGTRAP}
    others = {signal.SIGKILL, signal.SIGPIPE}
    assert set(ending.SIGNALS).isdisjoint(crashes | others)
    assert {INT, TERM, HUP, QUIT} <= set(ending.SIGNALS)


def test_two_previews_in_one_folder_do_not_disturb_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    options = ("--policy-pack", "pack", "--mode", "planned")
    command = preview_command(tmp_path, *options)
    with session(*command) as one, session(*command) as two:
        texts = [process.communicate(timeout=120) for process in (one, two)]
    alone = preview_here(capsys, tmp_path, *options).stdout
    assert [process.returncode for process in (one, two)] == [0] * 2
    assert {_timeless(output.decode()) for output, _ in texts} == {_timeless(alone)}
    assert {errors for _, errors in texts} == {b""}
    assert {entry.name for entry in tmp_path.iterdir()} == {"Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py", "pack"}


def _timeless(text: str) -> str:
    return squeezed("\n".join(line for line in text.splitlines() if not line.startswith("Ran planned")))
