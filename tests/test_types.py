"""mypy reads the services of the SDK that the program uses: what it skipped would be `Any`, and no mistake with it be found."""

import re
import tomllib
from pathlib import Path

import pulumi_aws

from tests.stacks import ROOT

OURS = ("components", "systems", "stack")
SDK = Path(pulumi_aws.__file__).parent


def used() -> set[str]:
    """The modules of the SDK that our code names, as `aws.rds.Instance` and `aws.get_region` do."""
    text = "\n".join(file.read_text(encoding="utf-8") for folder in OURS for file in (ROOT / folder).rglob("*.py"))
    names = set(re.findall(r"\b(?:pulumi_)?aws\.(\w+)\b", text))
    return {name for name in names if (SDK / name / "__init__.py").exists() or (SDK / f"{name}.py").exists()}


def test_every_service_that_is_used_has_its_types() -> None:
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["overrides"]
    (read,) = (one["module"] for one in overrides if one.get("follow_imports") == "normal")
    assert "rds" in used()
    missing = [name for name in sorted(used()) if not {f"pulumi_aws.{name}", f"pulumi_aws.{name}.*"} & set(read)]
    assert not missing, f'add "pulumi_aws.{missing[0]}.*" to the modules that mypy reads, in pyproject.toml'
