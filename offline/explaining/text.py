"""An explanation as text, and as JSON."""

import json
from collections.abc import Iterator

from offline.explaining.explain import Explanation


def text(found: Explanation) -> str:
    """The sections below each other; what is about the same thing stands below its name."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Explanation) -> Iterator[str]:
    yield f"{found.name} of {found.stack}"
    yield "AWS was not contacted: this is what the stack declares."
    yield "Whoever deploys it, and whom the account's own IAM lets, can do more."
    for section in found.sections:
        yield ""
        yield section.title
        width = min(max(len(about) for about, _ in section.rows), 40)
        last = None
        for about, said in section.rows:
            if len(about) > width:
                yield f"  {about}"
            shown = "" if about == last or len(about) > width else about
            yield f"  {shown:<{width}}  {said}"
            last = about


def as_json(found: Explanation) -> str:
    """The same, for programs: a list of pairs for each section."""
    sections = {
        section.title.lower(): [{"about": about, "says": said} for about, said in section.rows] for section in found.sections
    }
    return json.dumps({"stack": found.stack, "name": found.name, "sections": sections}, indent=2, ensure_ascii=False) + "\n"
