"""Writes what is generated from the settings: `schemas/<system>.json` and `docs/settings.md`. Run `python -m systems`."""

import json
from collections.abc import Mapping
from pathlib import Path

from stack.schema import json_schema, reference
from systems import Systems

ROOT = Path(__file__).resolve().parent.parent


def generated() -> Mapping[Path, str]:
    """Return every generated file, by its path below the project's folder, with its content."""
    systems = Systems()
    schemas = {
        Path("schemas") / f"{name}.json": json.dumps(json_schema(name, system), indent=2) + "\n" for name, system in systems.items()
    }
    return {**schemas, Path("docs") / "settings.md": reference(systems)}


if __name__ == "__main__":
    for path, content in generated().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(content, encoding="utf-8")
