"""A copy of the process hands back what it found, or why it could not."""

import os

import pytest

from offline.branch import POSSIBLE, Branch
from offline.errors import Exit, PreviewError

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="this system cannot copy a process safely; the runs follow each other there")


def test_the_result_of_the_work_comes_back() -> None:
    here = os.getpid()
    with Branch(lambda: ("x" * 1_000_000, os.getpid())) as branch:
        text, there = branch.result()
    assert len(text) == 1_000_000
    assert there != here


def test_an_error_for_the_user_comes_back_with_its_status() -> None:
    def work() -> None:
        raise PreviewError("the pack failed", Exit.PROGRAM)

    with Branch(work) as branch, pytest.raises(PreviewError, match="the pack failed") as caught:
        branch.result()
    assert caught.value.status is Exit.PROGRAM


def test_a_copy_that_dies_is_noticed() -> None:
    with Branch(lambda: os._exit(1)) as branch, pytest.raises(PreviewError, match="ended without saying why"):
        branch.result()


def test_a_copy_does_not_outlive_its_use() -> None:
    reader, writer = os.pipe()
    with Branch(lambda: os.read(reader, 1)):
        os.close(writer)
    os.close(reader)
    with pytest.raises(ChildProcessError):
        os.wait()
