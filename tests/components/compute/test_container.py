"""A container runs as the user its image knows, and writes where its workload says and nowhere else."""

from types import SimpleNamespace
from typing import Any

import pytest

from components.compute.container import USER, WRITABLE_PATHS
from components.compute.spec import JobSpec, ServiceSpec


@pytest.mark.parametrize(
    ("options", "user", "paths"),
    [
        ({}, USER, WRITABLE_PATHS),
        ({"user": "33", "writable_paths": ("/tmp", "/var/www/storage")}, "33", ("/tmp", "/var/www/storage")),  # noqa: S108
        ({"writable_paths": ()}, USER, ()),
    ],
)
@pytest.mark.parametrize("spec", [ServiceSpec, JobSpec])
def test_user_and_writable_paths_are_the_images(spec: Any, options: dict[str, Any], user: str, paths: tuple[str, ...]) -> None:
    image: Any = SimpleNamespace(reference="registry/web@sha256:1")
    declared = spec("web", **({"image_of": "api"} if spec is JobSpec else {}), **options)
    rendered = declared.render(image, (), {})
    assert (rendered["user"], rendered["readonlyRootFilesystem"]) == (user, True)
    volumes = [one["name"] for one in declared.volumes()]
    assert len(set(volumes)) == len(paths)
    assert [(one["sourceVolume"], one["containerPath"], one["readOnly"]) for one in rendered["mountPoints"]] == [
        (volume, path, False) for volume, path in zip(volumes, paths, strict=True)
    ]
