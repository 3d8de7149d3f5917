"""Which secrets of a stack can be replaced, and by which setting: from the schema of its system's settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.ending import refusal
from ops.readers.stack_file import StackFile
from stack.configuration import NAMESPACE


@dataclass(frozen=True)
class Secret:
    """A setting that stands for a secret."""

    key: str
    """Below `platform:`."""
    kind: str
    """The block's name in the schema, such as `CacheSettings`."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self.key.replace("_", "-")

    @property
    def is_external(self) -> bool:
        """Whether a third party gives its value."""
        return self.kind == "ExternalSecretSettings"


def read_secrets(folder: Path, file: StackFile) -> dict[str, Secret]:
    """Return the settings of a stack's system that stand for secrets, by name.

    Args:
        folder: the project's.
        file: the stack's file.

    Raises:
        OpsError: the system has no schema.
    """
    schema = folder / "schemas" / f"{file.settings.system}.json"
    try:
        document = json.loads(schema.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise refusal(
            f"schemas/{schema.name}", found="no schema", allowed="the settings of the system", fix=".venv/bin/python -m systems"
        ) from None
    found = {}
    for key, value in document["properties"]["config"]["properties"].items():
        kind = _kind(value)
        keys = document["$defs"].get(kind, {}).get("properties", {})
        if key.startswith(f"{NAMESPACE}:") and ("rotation" in keys or kind == "ExternalSecretSettings"):
            secret = Secret(key.partition(":")[2], kind)
            found[secret.name] = secret
    return found


def _kind(value: Mapping[str, Any]) -> str:
    references = [one["$ref"] for one in (value, *value.get("anyOf", [])) if "$ref" in one]
    return str(references[0]).rpartition("/")[2] if references else ""
