"""Nothing outlives the preview, also when it is killed and cannot see to it."""

import os
import signal
import sys
from pathlib import Path

import pytest

from offline import tether
from tests.offline.processes import LINUX, members, preview_command, session, wait_until
from tests.offline.samples import BUCKETS_NAMED, write_pack, write_project

pytestmark = pytest.mark.skipif(not LINUX, reason="what is left of a session is read from /proc")

SECONDS = 20
"""For how long the end may take. A tenth of a second is usual; a machine that runs other tests may be busy elsewhere."""


@pytest.mark.parametrize("pack", ["import time\ntime.sleep(600)", "while True: pass", BUCKETS_NAMED])
def test_a_killed_preview_takes_its_packs_along_and_what_they_have_started(tmp_path: Path, pack: str) -> None:
    write_pack(tmp_path, f"import subprocess\nsubprocess.Popen(['sleep', '600'])\n{pack}\n")
    write_project(tmp_path, "import time\ntime.sleep(600)\n")
    with session(*preview_command(tmp_path, "--policy-pack", "pack")) as process:
        wait_until(lambda: len(members(process.pid)) == 5)  # the preview, two packs, two sleeps
        process.kill()
        process.wait()
        wait_until(lambda: not members(process.pid), SECONDS)


def test_a_killed_preview_takes_its_second_run_along(tmp_path: Path) -> None:
    """Which is a copy of the process; the first run waits for it."""
    write_project(
        tmp_path,
        "import os, pathlib, pulumi, time\n"
        "if not pulumi.runtime.is_dry_run():\n    pathlib.Path('second').write_text(str(os.getpid()))\n    time.sleep(600)\n",
    )
    with session(*preview_command(tmp_path, "--policy-pack", "none")) as process:
        wait_until((tmp_path / "second").exists)
        assert len(members(process.pid)) == 2
        process.kill()
        process.wait()
        wait_until(lambda: not members(process.pid), SECONDS)


def test_a_process_whose_parent_has_gone_before_it_could_look_ends_too() -> None:
    gone = os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {})
    os.waitpid(gone, 0)
    with session(sys.executable, tether.__file__, str(gone), "timeit", "-n", "1", "while True: pass") as process:
        assert process.wait(SECONDS + 30) == -signal.SIGKILL


def test_a_module_runs_as_python_itself_would_run_it(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("print('of this folder')", encoding="utf-8")  # a name that stands beside the tether too
    (tmp_path / "module.py").write_text(
        "import rules, sys\nprint(sys.argv, sys.path[0], __name__, sys.modules['__main__'].__dict__ is globals())", encoding="utf-8"
    )
    with session(sys.executable, tether.__file__, str(os.getpid()), "module", "-x", "y", folder=tmp_path) as process:
        tethered = process.communicate()
    with session(sys.executable, "-m", "module", "-x", "y", folder=tmp_path) as process:
        assert process.communicate() == tethered
    assert tethered[0].startswith(b"of this folder")


def test_a_twin_has_what_was_loaded_once_an_environment_and_outputs_of_its_own_and_ends_with_the_first(tmp_path: Path) -> None:
    package = tmp_path / "slow"
    package.mkdir()
    (package / "__init__.py").write_text("import os\nLOADED_BY = os.getpid()\n", encoding="utf-8")
    (package / "__main__.py").write_text(
        "import os, slow, sys, time\n"
        "print(os.getenv('WHO'), sys.argv[1:], slow.LOADED_BY, flush=True)\n"
        "print('error of', os.getenv('WHO'), file=sys.stderr, flush=True)\n"
        "while True: time.sleep(600)\n",
        encoding="utf-8",
    )
    output, errors = (tmp_path / name for name in ("output", "errors"))
    program = (
        "import os, subprocess, sys\n"
        "files = [os.open(name, os.O_WRONLY | os.O_CREAT) for name in sys.argv[2:]]\n"
        "twin = ['--twin', *map(str, files), 'WHO=twin']\n"
        "command = [sys.executable, sys.argv[1], *twin, str(os.getpid()), 'slow', '-x']\n"
        "process = subprocess.Popen(command, env={**os.environ, 'WHO': 'first'}, pass_fds=files, process_group=0)\n"
        "process.wait()\n"
    )
    with session(sys.executable, "-c", program, tether.__file__, output, errors, folder=tmp_path) as process:
        wait_until(lambda: errors.exists() and errors.read_text(encoding="utf-8") != "")
        said = output.read_text(encoding="utf-8")
        first = int(said.split()[-1])
        assert said == f"twin ['-x'] {first}\n"
        assert errors.read_text(encoding="utf-8") == "error of twin\n"
        assert len(members(process.pid)) == 3
        os.kill(first, signal.SIGKILL)
        assert process.communicate(timeout=SECONDS)[0] == f"first ['-x'] {first}\n".encode()
        wait_until(lambda: not members(process.pid), SECONDS)
