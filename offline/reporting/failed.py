"""A preview that could not be made, in the forms that a CI server and a pull request show: why, and where it can be told.

Imports nothing of the SDK, which may be what failed.
"""

import re
from html import escape
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from offline.reporting.forms import printable, sarif_log, sarif_result, whole

_PLACE: Final = re.compile(r"(?P<path>[\w./-]+\.\w+), line (?P<line>[1-9]\d*)")
_KEY: Final = re.compile(r"(?<![\w.:/-])[a-z][\w-]*:[a-z]\w*")
_FENCE: Final = re.compile("`{3,}")


def failed(stack: str, message: str, form: str, folder: Path) -> str:
    """The report.

    Args:
        stack: the stack's name as it was given; it may not exist.
        message: what is wrong, without secrets.
        form: `junit`, `markdown`, `html` or `sarif`.
        folder: the project's.
    """
    stack, message = whole(stack), whole(message)
    match form:
        case "junit":
            return _junit(stack, message)
        case "markdown":
            return _markdown(stack, message)
        case "html":
            return _html(stack, message)
        case _:
            place = _place(stack, message, folder)
            found = sarif_result("preview-possible", "error", message, place, f"preview-possible {stack} {place[0]}")
            return sarif_log("offline preview", ["preview-possible"], [found])


def _junit(stack: str, message: str) -> str:
    name = f"policies of {printable(stack)} (offline, AWS not contacted)"
    suite = ET.Element("testsuite", name=name, tests="1", failures="0", errors="1", skipped="0")
    case = ET.SubElement(suite, "testcase", classname=f"policy.{printable(stack)}", name="preview-possible")
    ET.SubElement(case, "error", message=printable(message.partition("\n")[0])).text = printable(message)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _markdown(stack: str, message: str) -> str:
    fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(message))])
    shown = f"`{stack}`" if "`" not in stack and stack.isprintable() else "a stack"
    return f"## Offline preview of {shown}: not possible\n\nNothing was judged.\n\n{fence}text\n{message}\n{fence}\n"


def _html(stack: str, message: str) -> str:
    title = f"{escape(printable(stack))}: no preview is possible"
    head = f'<meta charset="utf-8"><title>{title}</title><style>:root {{ color-scheme: light dark; }}</style>'
    body = f"<h1>{title}</h1><p>Nothing was judged.</p><pre>{escape(printable(message))}</pre>"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _place(stack: str, message: str, folder: Path) -> tuple[str, int]:
    """The last place the message names, which is where a program failed; else where the stack file has the first key it names."""
    for found in reversed(list(_PLACE.finditer(message))):
        path = folder / found["path"]
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix(), int(found["line"])
    name = f"Pulumi.{stack}.yaml"
    try:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return name, 1
    for key in _KEY.findall(message):
        for number, line in enumerate(lines, start=1):
            if line.strip().strip("\"'").startswith(key):
                return name, number
    return name, 1
