"""What a stack costs a month, as bars: what is expected, and how far scaling can take it."""

from decimal import Decimal
from xml.etree import ElementTree as ET

from offline.cost import text
from offline.cost.estimate import Estimate
from offline.cost.lines import Range
from offline.reporting import budget
from offline.reporting.html.elements import Content, element, section, table


def costs(estimate: Estimate) -> ET.Element | None:
    """The part of the page; none for a stack that costs nothing."""
    components = estimate.components
    if not components:
        return None
    most = max(amount.high for amount in components.values())
    rows: list[list[Content]] = [[name, _bar(amount, most), *map(str, amount)] for name, amount in components.items()]
    rows.append([element("b", "total"), None, *(element("b", str(value)) for value in estimate.amount)])
    assumed = element("details", element("summary", "What was assumed"), _listed(estimate.assumed)) if estimate.assumed else None
    left = element("details", element("summary", "What is not in it"), _listed(estimate.unpriced)) if estimate.unpriced else None
    return section(
        "costs",
        "Costs a month, USD",
        element("p", budget.line(estimate)),
        element("p", text.basis(estimate), class_="quiet"),
        table(("component", "expected, and up to", "low", "expected", "high"), rows, class_="costs"),
        assumed,
        left,
    )


def _bar(amount: Range, most: Decimal) -> ET.Element:
    """Two bars over each other: the longer one is the highest figure."""
    expected, high = (f"{value * 100 / most:.1f}" for value in (amount.expected, amount.high))
    return element(
        "svg",
        element("rect", class_="span", x="0", y="2", width=high, height="8"),
        element("rect", class_="bar", x="0", y="2", width=expected, height="8"),
        viewBox="0 0 100 12",
        preserveAspectRatio="none",
        class_="chart",
        role="img",
        aria_label=f"{amount.expected} expected, up to {amount.high}",
    )


def _listed(lines: tuple[str, ...]) -> ET.Element:
    return element("ul", [element("li", line) for line in lines])
