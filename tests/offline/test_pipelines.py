"""What pipelines have recorded is where the program looks for it, and on day one it is not there."""

import json
import re
from pathlib import Path

import pytest

from offline.pipelines import digest_of, recorded_images
from tests.offline.samples import preview_here, write_project

CONFIG = {
    "platform:system": "x",
    "platform:environment": "dev",
    "platform:services": json.dumps({"api": {}, "worker": {}}),
}


def test_every_service_has_an_image_in_the_steady_state() -> None:
    found = recorded_images(CONFIG)
    services = ("api", "worker")
    assert found == {f"/x/dev/{kind}/{service}": digest_of(service) for kind in ("images", "deployed") for service in services}
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in found.values())


def test_a_test_may_say_which_images_there_are() -> None:
    image = {"api": "sha256:1"}
    assert recorded_images(CONFIG, image) == {"/x/dev/images/api": "sha256:1", "/x/dev/deployed/api": "sha256:1"}
    assert recorded_images(CONFIG, image, {}) == {"/x/dev/images/api": "sha256:1"}
    assert recorded_images(CONFIG, {}) == {}


@pytest.mark.parametrize("services", ["[]", "text", '["api"]'])
def test_settings_that_the_program_will_refuse_have_no_images(services: str) -> None:
    assert recorded_images({**CONFIG, "platform:services": services}) == {}


@pytest.mark.parametrize(("options", "images"), [((), ["/x/dev/images/api"]), (("--day-one",), [])])
def test_the_preview_s_program_finds_them_unless_it_is_day_one(
    tmp_path: Path, options: tuple[str, ...], images: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    program = """
    import pulumi, pulumi_aws as aws
    pulumi.export("images", aws.ssm.get_parameters_by_path(path="/x/dev/images").names)
    """
    write_project(tmp_path, program, "{system: x, environment: dev, services: {api: {}}}")
    done = preview_here(capsys, tmp_path, "--policy-pack", "none", "--mode", "applied", *options)
    assert f"  images  {', '.join(images) or 'none'}\n" in done.stdout
