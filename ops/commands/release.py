"""Releases and records images, and says what was recorded before, so that a pipeline can put it back."""

import argparse
import json
from pathlib import Path

from ops import deploying
from ops.readers.images import read_images_file
from ops.readers.services import NO_IMAGE
from ops.run import Run
from ops.verb import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("images", metavar="IMAGES.json", type=Path, help='{"<service>": "sha256:<64 hex digits>", ...}')


def _run(run: Run) -> None:
    changes = deploying.find(run, read_images_file(run.options.images, run.outputs))
    run.confirm(f"About to record for {run.stack}: {deploying.describe(changes)}.")
    # First of all, for whoever has to put it back: what follows may be interrupted.
    run.screen.show(json.dumps({change.service: change.before or NO_IMAGE for change in changes}))
    with deploying.recorded(run, changes):
        deploying.release(run, changes)


COMMAND = Command(
    summary="tag images released-<time> and record them; prints what was recorded before",
    example="release images.json --stack production",
    arguments=_arguments,
    run=_run,
    calls=deploying.CALLS,
)
