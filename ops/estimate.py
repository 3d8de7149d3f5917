"""What a stack should cost: the offline estimate, asked of its own command, because operations import none of it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ops.ending import OpsError, refusal
from ops.readers.json_file import read_json


def monthly(folder: Path, stack: str, file: Path | None) -> tuple[float, float]:
    """Return what a month is estimated at, and at most, in USD.

    Args:
        folder: the project's.
        stack: the stack.
        file: what `bin/platform costs STACK --format json` wrote; None to run that now.

    Raises:
        OpsError: there is no estimate.
    """
    fix = f"write it with `bin/platform costs {stack} --format json > FILE`"
    if file is None:
        command = [sys.executable, "-m", "offline", "costs", stack, "--format", "json"]
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False, stdin=subprocess.DEVNULL
        )
        if done.returncode not in {0, 1}:  # 1: above the budget, and estimated all the same
            raise OpsError(f"`bin/platform costs {stack}` failed with {done.returncode}:\n{done.stderr.strip()}")
        text = done.stdout
    else:
        text = json.dumps(read_json(file, f"--estimate {file}", allowed="an estimate", fix=fix))
    try:
        total: dict[str, Any] = json.loads(text)["total"]
        return float(total["expected"]), float(total["high"])
    except (ValueError, LookupError, TypeError):
        where = "the estimate" if file is None else f"--estimate {file}"
        raise refusal(where, found="no estimate", allowed="JSON with `total`", fix=fix) from None
