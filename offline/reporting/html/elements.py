"""HTML as a tree, so that no text of a stack can ever be taken for markup."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from offline.reporting.forms import printable

Content = ET.Element | str | None


def element(tag: str, /, *content: Content | Iterable[Content], **attributes: str | None) -> ET.Element:
    """An element with what is in it.

    Args:
        tag: its tag.
        content: texts and elements, or lists of them; None is left out.
        attributes: its attributes, those that are None left out; `class_` is `class`, and `_` in others is `-`.
    """
    given = {key.rstrip("_").replace("_", "-"): printable(value) for key, value in attributes.items() if value is not None}
    made = ET.Element(tag, given)
    last: ET.Element | None = None
    for one in _flat(content):
        if isinstance(one, ET.Element):
            made.append(one)
            last = one
        elif last is None:
            made.text = (made.text or "") + printable(one)
        else:
            last.tail = (last.tail or "") + printable(one)
    return made


def _flat(content: Iterable[Content | Iterable[Content]]) -> Iterator[ET.Element | str]:
    for one in content:
        if isinstance(one, ET.Element | str):
            yield one
        elif one is not None:
            yield from _flat(one)


def section(name: str, title: str, *content: Content | Iterable[Content]) -> ET.Element:
    """A part of the page with a heading that can be linked to."""
    return element("section", element("h2", title), *content, id=name)


def table(head: Iterable[str], rows: Iterable[Iterable[Content]], **attributes: str | None) -> ET.Element:
    """A table; the first cell of each row is its heading."""
    body = [
        element("tr", [element("td" if place else "th", cell, scope=None if place else "row") for place, cell in enumerate(row)])
        for row in rows
    ]
    top = element("thead", element("tr", [element("th", text, scope="col") for text in head]))
    return element("div", element("table", top, element("tbody", body), **attributes), class_="wide")
