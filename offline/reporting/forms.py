"""What the machine-readable forms have in common; nothing here imports the SDK."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

_HALVES: Final = re.compile("[\ud800-\udfff]")
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def whole(text: str) -> str:
    """The text with halves of characters, which an option that is not UTF-8 has in it, replaced."""
    return _HALVES.sub("\ufffd", text)


def printable(text: str) -> str:
    """The text with what XML has no form for, such as control characters, replaced."""
    return _UNPRINTABLE.sub("\ufffd", text)


def sarif_log(
    tool: str, rules: Sequence[str], results: Sequence[dict[str, Any]], *, overrides: Sequence[dict[str, Any]] = ()
) -> str:
    """A SARIF 2.1.0 log of one run of a tool; its paths are relative to the project's folder.

    Args:
        tool: the tool's name.
        rules: the names of its rules.
        results: what it found.
        overrides: how rules are configured otherwise than the tool means them.
    """
    described = [{"id": rule, "help": {"text": "docs/policies.md says what the rule asks for and why."}} for rule in rules]
    run = {
        "tool": {"driver": {"name": tool, "rules": described}},
        "columnKind": "unicodeCodePoints",
        "results": list(results),
    }
    if overrides:
        run["invocations"] = [{"executionSuccessful": True, "ruleConfigurationOverrides": list(overrides)}]
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def sarif_result(rule: str, level: str, text: str, place: tuple[str, int], identity: str) -> dict[str, Any]:
    """One result.

    Args:
        rule: its rule.
        level: `error`, `warning` or `note`.
        text: the message.
        place: the file, relative to the project's folder, and the line, from 1.
        identity: what makes it the same result in another run, wherever the line has moved to.
    """
    path, line = place
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": quote(path)}, "region": {"startLine": line}}}],
        "partialFingerprints": {"finding/v1": hashlib.sha256(identity.encode()).hexdigest()},
    }
