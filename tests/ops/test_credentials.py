"""Credentials that are none: botocore's words for it are many, and each is told as what it is."""

import inspect
from pathlib import Path

import boto3
import botocore.exceptions
import pytest

from ops.aws import client
from ops.ending import Exit
from tests.ops.driving import Ops
from tests.ops.front import Fault

WORDS = ("Credential", "SSO", "Login", "AuthToken", "TokenRetrieval", "Profile")


@pytest.mark.parametrize("code", ["ExpiredTokenException", "InvalidSignatureException", "RequestTimeTooSkewed", "AuthFailure"])
def test_aws_does_not_take_them(ops: Ops, code: str) -> None:
    """A session that is over, and a computer whose clock is wrong, as each protocol says it."""
    ops.front.faults.append(Fault(action="ssm:GetParametersByPath", code=code, times=9, status=403))
    status, _, err = ops("status")
    assert status == Exit.DENIED
    assert f"AWS does not take the credentials ({code}" in err
    assert "clock" in err


def test_every_way_of_not_being_signed_in_is_known() -> None:
    """A version of botocore that brings another is told here, not in the night."""
    kinds = [kind for _, kind in inspect.getmembers(botocore.exceptions, inspect.isclass)]
    ways = [
        kind for kind in kinds if issubclass(kind, botocore.exceptions.BotoCoreError) and any(one in kind.__name__ for one in WORDS)
    ]
    assert ways
    assert [kind.__name__ for kind in ways if not issubclass(kind, client.NOT_SIGNED_IN)] == []


@pytest.mark.parametrize(
    ("profile", "said"),
    [("sso", "token"), ("broken", "nothing"), ("absent", "absent")],
)
def test_a_profile_that_gives_none(ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, said: str) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile sso]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
        "sso_account_id = 111122223333\nsso_role_name = PlatformOperator\n"
        "[profile broken]\ncredential_process = /bin/sh -c 'echo nothing >&2; exit 1'\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_PROFILE", profile)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    client.made.cache_clear()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    try:
        status, _, err = ops.words("costs", "--stack", "production", "--estimate", str(_estimate(tmp_path)))
    finally:
        client.made.cache_clear()
        boto3.DEFAULT_SESSION = None
    assert status == Exit.DENIED, err
    assert "no AWS credentials were found" in err
    assert said in err.lower()


def _estimate(folder: Path) -> Path:
    file = folder / "estimate.json"
    file.write_text('{"total": {"expected": 1, "high": 2}}')
    return file


def test_a_region_that_is_none(ops: Ops) -> None:
    status, _, err = ops("status --region us_east!1")
    assert status == Exit.INPUT
    assert "could not be called" in err
