"""What the tests here share: measurements of the real engine, small projects, small policy packs."""

import contextlib
import gc
import io
import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from offline.command import main

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "engine_sample"
SAMPLE_CONFIG = {
    "aws:region": "us-east-1",
    "aws:defaultTags": json.dumps({"tags": {"System": "sample", "Environment": "sample"}}),
    "platform:database": json.dumps({"multi_az": True, "storage_gb": 20}),
}


def measured(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def write_project(folder: Path, program: str, config: str = "{}", stack: str = "dev") -> Path:
    """A project with one stack; the program and the configuration are indented as the test likes."""
    (folder / "Pulumi.yaml").write_text("name: platform\nruntime: python\n", encoding="utf-8")
    (folder / f"Pulumi.{stack}.yaml").write_text(f"config: {config}\n", encoding="utf-8")
    (folder / "__main__.py").write_text(textwrap.dedent(program), encoding="utf-8")
    return folder


def write_pack(folder: Path, policies: str) -> Path:
    """A policy pack; `policies` is the text of a list."""
    pack = folder / "pack"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text("runtime: python\n", encoding="utf-8")
    program = "from pulumi_policy import *\n" + textwrap.dedent(policies)
    (pack / "__main__.py").write_text(program, encoding="utf-8")
    return pack


BUCKETS_NAMED = """
def check(args, report):
    if args.resource_type == "aws:s3/bucket:Bucket" and args.props["bucket"] == "bad":
        report("Call it something else.")

PolicyPack("names", [ResourceValidationPolicy("good-names", "Buckets have good names.", check)], EnforcementLevel.MANDATORY)
"""

ONE_BUCKET = """
import pulumi
import pulumi_aws as aws

aws.s3.Bucket("logs", bucket=pulumi.Config().require("bucket"))
"""


def run(*arguments: str | Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command, as a user runs it."""
    return subprocess.run(  # noqa: S603 - this interpreter, on folders of the tests
        [sys.executable, "-m", "offline", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in this process, which has the SDK loaded: a second less where what it says is asked, not how it ends."""
    status = main(list(map(str, arguments)))
    gc.enable()  # the command, which ends soon, does without
    out, err = capsys.readouterr()
    return subprocess.CompletedProcess(arguments, status, out, err)


def printed_here(*arguments: str | Path) -> str:
    """What the command, which ends well, prints in this process; for fixtures that several tests share."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(list(map(str, arguments))) == 0
    gc.enable()
    return out.getvalue()


def preview(folder: Path, *arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """The preview of a small project's stack."""
    return run("preview", "dev", "-C", folder, *arguments, **options)


def preview_here(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same in this process."""
    return run_here(capsys, "preview", "dev", "-C", folder, *arguments)


def squeezed(text: str) -> str:
    """The text with columns narrowed to one space."""
    return re.sub(" +", " ", text)
