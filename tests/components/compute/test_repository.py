"""References of the images that containers run."""

from collections.abc import Callable

import pytest

from components.compute.repository import Image, Repository
from offline.simulation.runner import Recording
from stack.settings import ImageSettings
from tests.components.declaring import ACCOUNT, declared, site

DIGEST = f"sha256:{'a' * 64}"
URL = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/wea-test/web"


@pytest.mark.parametrize(
    ("digest", "reference"),
    [(DIGEST, f"{URL}@{DIGEST}"), (f"quay.io/x/y@{DIGEST}", f"quay.io/x/y@{DIGEST}"), (None, f"{URL}:no-image-recorded")],
)
def test_an_image_runs_by_digest_or_not_at_all(digest: str | None, reference: str) -> None:
    found: list[Image] = []
    repository(lambda one: found.append(Image(repository=one, digest=digest)))
    assert (found[0].reference, found[0].recorded) == (reference, digest is not None)


def test_a_repository_is_named_for_its_stack() -> None:
    assert repository(lambda _: None).named("web-repository").inputs["name"] == "wea-test/web"


def repository(use: Callable[[Repository], None]) -> Recording:
    return declared(lambda _: use(Repository("web", site(), settings=ImageSettings(), key_arn="arn:aws:kms:key")))
