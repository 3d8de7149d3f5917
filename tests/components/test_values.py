"""The plain values components are made with: names, statements, accesses."""

import json

import pulumi
import pytest

from components.access import Access, SecretReference, environment_of
from components.iam import Statement, document
from components.repository import Image
from components.scope import Scope
from offline.simulation.runner import Mode, record
from tests.stacks import recorded

SCOPE = Scope(system="pre-delinquency-engine", code="pde", environment="dev", account="111122223333", region="us-east-1")


def test_names_carry_system_and_environment() -> None:
    assert SCOPE.name("api-task") == "pde-dev-api-task"
    assert SCOPE.path("images/api") == "/pre-delinquency-engine/dev/images/api"


def test_long_names_are_cut_and_stay_distinct() -> None:
    one, other = SCOPE.name("a" * 40 + "-one", limit=32), SCOPE.name("a" * 40 + "-other", limit=32)
    assert len(one) == len(other) == 32
    assert one != other
    assert SCOPE.name("alb", limit=32) == "pde-dev-alb"


@pytest.mark.parametrize(
    ("actions", "resources", "because", "complaint"),
    [
        (("*",), ("arn:aws:s3:::x",), "I want it", "never allowed"),
        ((), ("arn:aws:s3:::x",), "", "actions must be named"),
        (("s3:GetObject",), ("*",), "", "resource '\\*' needs because="),
        (("s3:*",), ("arn:aws:s3:::x",), "", "wildcard action needs because="),
    ],
)
def test_a_statement_cannot_be_broad_by_accident(
    actions: tuple[str, ...], resources: tuple[str, ...], because: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Statement(sid="Broad", actions=actions, resources=resources, because=because)


def test_a_sid_that_aws_refuses_is_refused() -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        Statement(sid="read models", actions=("s3:GetObject",), resources=("arn:aws:s3:::x",))


def test_a_document_is_what_aws_reads() -> None:
    texts: list[str] = []
    statement = Statement(sid="Read", actions=("s3:GetObject",), resources=("arn:aws:s3:::x/*",))

    def program() -> None:
        document([statement]).apply(texts.append)

    record(program, stack="dev")
    assert json.loads(texts[0]) == {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::x/*"]}],
    }


def test_two_accesses_cannot_claim_one_variable() -> None:
    """The second would silently win, and the container would talk to the wrong tier."""
    secret = SecretReference(secret_arn="arn:aws:secretsmanager:x", json_key="url", version_id="1", key_arn="key")
    accesses = [
        Access(tier="database", secrets={"DATABASE_URL": secret}),
        Access(tier="settings", environment={"DATABASE_URL": "x"}),
    ]
    with pytest.raises(ValueError, match="DATABASE_URL comes from both database and settings"):
        environment_of(accesses)


def test_image_references() -> None:
    assert recorded("dev").named("api-repository").inputs["name"] == "pde-dev/api"
    digest = f"sha256:{'a' * 64}"

    class Registry:
        url = "111122223333.dkr.ecr.us-east-1.amazonaws.com/pde-dev/api"

    def image(value: str | None) -> Image:
        return Image(repository=Registry(), digest=value)  # type: ignore[arg-type]  # only the URL is read

    assert image(digest).reference == f"{Registry.url}@{digest}"
    assert image(f"quay.io/x/y@{digest}").reference == f"quay.io/x/y@{digest}"
    assert image(None).reference == f"{Registry.url}:no-image-recorded"
    assert not image(None).recorded


def test_settings_errors_reach_the_user_without_a_traceback() -> None:
    """Pulumi prints the message of a RunError and nothing else."""
    with pytest.raises(pulumi.RunError, match=r"1 problem in Pulumi\.dev\.yaml"):
        recorded("dev", Mode.APPLIED, ("platform:network.nat", "one"))
