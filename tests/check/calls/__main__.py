"""Write `handlers.json` anew from the installed `cfn-lint` package: `make knowledge`, for maintainers."""

import importlib.metadata
import importlib.util
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.check.calls.counterparts import COUNTERPARTS
from tests.check.calls.handlers import FILE


def main() -> None:
    """Write the handlers of every type that stands for one of Pulumi's."""
    spec = importlib.util.find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise SystemExit("cfn-lint is not installed: make knowledge installs it")
    found = dict(_schemas(Path(spec.origin).parent / "data" / "schemas" / "resources"))
    rows = [f'"{name}":{{\n{_handlers(found.get(name, {}).get("handlers", {}))}\n}}' for name in sorted(set(COUNTERPARTS.values()))]
    version, today = importlib.metadata.version("cfn-lint"), datetime.now(UTC).date()
    FILE.write_text(f'{{"cfn-lint":"{version}","date":"{today}","types":{{\n' + ",\n".join(rows) + "\n}}\n", encoding="utf-8")


def _schemas(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in folder.glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        yield schema["typeName"], schema


def _handlers(told: Mapping[str, Any]) -> str:
    rows = [
        f"{json.dumps(name)}:{json.dumps(' '.join(sorted(set(told[name].get('permissions', [])))))}"
        for name in ("create", "read", "update", "delete")
        if name in told
    ]
    return ",\n".join(rows)


main()
