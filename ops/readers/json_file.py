"""A file of JSON that somebody names."""

import json
from pathlib import Path
from typing import Any

from ops.ending import refusal


def read_json(file: Path, where: object, *, allowed: str, fix: str) -> Any:
    """Return what a file holds.

    Args:
        file: the file.
        where: the option or argument that names it.
        allowed: what it may hold.
        fix: what to do where it holds something else, as an instruction.

    Raises:
        OpsError: it cannot be read, or is no JSON.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise refusal(where, found=error.strerror or "no file", allowed=allowed, fix=fix) from None
    except (ValueError, RecursionError):  # no text is a ValueError as well
        raise refusal(where, found="no JSON", allowed=allowed, fix=fix) from None
