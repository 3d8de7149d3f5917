"""Puts a model where the services read it."""

import argparse
import hashlib
import re
from pathlib import Path

from ops.aws import s3
from ops.ending import refusal
from ops.readers.outputs import named
from ops.run import Run
from ops.verb import Command

_LARGEST = 5 * 1024**3
"""What S3 takes in one piece."""
_KEY = re.compile(r"[A-Za-z0-9!_.*'()/-]{1,1024}")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the model")
    parser.add_argument("--key", metavar="KEY", help="its name in the bucket (default: models/ and the file's name)")
    parser.add_argument("--bucket", metavar="BUCKET", default="models", help="the stack's bucket (default: models)")


def _run(run: Run) -> None:
    file: Path = run.options.file
    bucket = named("--bucket", run.options.bucket, run.outputs.buckets)
    key: str = run.options.key or f"models/{file.name}"
    if not _KEY.fullmatch(key) or {"", ".", ".."} & set(key.split("/")):
        raise refusal(
            "--key",
            found=repr(key[:100]),
            allowed="names of letters, digits, -, _ and periods with / between",
            fix="write such a key",
        )
    digest, size = _digest(file)
    run.confirm(f"About to put {file} ({size:,} bytes, sha256 {digest.hex()}) at s3://{bucket}/{key} of {run.stack}.")
    with run.step(
        f"{key} may be uploaded or not; S3 keeps an object whole or not at all, and every version of it",
        look=f"aws s3api list-object-versions --bucket {bucket} --prefix {key}",
        finish=run.command(f"upload-model {file} --key {key}"),
    ):
        version = s3.put_file(run.aws, bucket, key, file, digest)
        if version is None:
            return
        held = s3.head(run.aws, bucket, key)
    run.screen.show(f"s3://{bucket}/{key}")
    run.screen.show(f"version  {version}")
    run.screen.show(f"sha256   {digest.hex()}")
    run.screen.show(f"bytes    {held['ContentLength']:,}")


def _digest(file: Path) -> tuple[bytes, int]:
    try:
        if file.exists() and not file.is_file():
            raise refusal(f"FILE {file}", found="a folder or a device", allowed="a file", fix="name the model's file")
        size = file.stat().st_size
        if size > _LARGEST:
            found, fix = f"{size:,} bytes", "aws s3 cp --checksum-algorithm SHA256, which uploads in parts"
            raise refusal(f"FILE {file}", found=found, allowed=f"at most {_LARGEST:,} bytes", fix=fix)
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").digest(), size
    except OSError as error:
        raise refusal(f"FILE {file}", found=error.strerror or "no file", allowed="a file", fix="name the model's file") from None


COMMAND = Command(
    summary="put a model where the services read it; prints checksum and version",
    example="upload-model quick_model.json --stack production",
    arguments=_arguments,
    run=_run,
    calls=("s3:PutObject", "s3:GetObject", "kms:GenerateDataKey", "kms:Decrypt"),
)
