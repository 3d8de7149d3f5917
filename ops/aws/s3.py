"""Amazon S3."""

import base64
from pathlib import Path
from typing import Any

from ops.aws.client import Aws


def put_file(aws: Aws, bucket: str, key: str, file: Path, sha256: bytes) -> str | None:
    """Upload a file in one piece, which S3 refuses unless it arrives with this checksum; return its version (None: dry run)."""
    with file.open("rb") as content:
        answer = aws.write(
            "s3",
            "put_object",
            f"s3://{bucket}/{key}",
            Bucket=bucket,
            Key=key,
            Body=content,
            ChecksumSHA256=base64.b64encode(sha256).decode(),
        )
    return None if not answer else str(answer.get("VersionId", "none: the bucket keeps no versions"))


def head(aws: Aws, bucket: str, key: str) -> dict[str, Any]:
    """Return what S3 says of an object."""
    return aws.read("s3", "head_object", f"s3://{bucket}/{key}", Bucket=bucket, Key=key, ChecksumMode="ENABLED")
