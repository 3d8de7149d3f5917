"""The command prints the form it was asked for."""

from pathlib import Path

import pytest

from offline.errors import Exit
from tests.offline.samples import BUCKETS_NAMED, ONE_BUCKET, preview, write_pack, write_project


@pytest.mark.parametrize(("form", "start"), [("junit", "<?xml"), ("markdown", "## Offline preview of `dev`: nothing forbids it")])
def test_the_command_prints_the_form_asked_for(tmp_path: Path, form: str, start: str) -> None:
    write_pack(tmp_path, BUCKETS_NAMED)
    write_project(tmp_path, ONE_BUCKET, "{bucket: good}")
    done = preview(tmp_path, "--policy-pack", "pack", "--mode", "applied", "--format", form)
    assert done.returncode == Exit.OK
    assert done.stdout.startswith(start)
