"""A copy of the process hands back what it found, or why it could not."""

import os
import time

import pytest

from offline.errors import Exit, PreviewError
from offline.fork import POSSIBLE, Fork

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="this system cannot copy a process safely; the runs follow each other there")


def test_the_result_of_the_work_comes_back() -> None:
    here = os.getpid()
    with Fork(lambda: ("x" * 1_000_000, os.getpid())) as fork:
        text, there = fork.result()
    assert len(text) == 1_000_000
    assert there != here


def test_an_error_for_the_user_comes_back_with_its_status() -> None:
    def work() -> None:
        raise PreviewError("the pack failed", Exit.PROGRAM)

    with Fork(work) as fork, pytest.raises(PreviewError, match="the pack failed") as caught:
        fork.result()
    assert caught.value.status is Exit.PROGRAM


def test_a_copy_that_dies_is_noticed() -> None:
    with Fork(lambda: os._exit(1)) as fork, pytest.raises(PreviewError, match="ended without saying why"):
        fork.result()


def test_a_copy_does_not_outlive_its_use() -> None:
    reader, writer = os.pipe()

    def work() -> None:
        os.write(writer, str(os.getpid()).encode())
        time.sleep(60)

    with Fork(work):
        pid = int(os.read(reader, 20))
    os.close(writer)
    os.close(reader)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
