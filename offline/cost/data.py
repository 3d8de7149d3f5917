"""An estimate for programs."""

from typing import Any

from offline.cost.estimate import Estimate
from offline.cost.lines import Line, Range


def data(estimate: Estimate) -> dict[str, Any]:
    """The estimate as plain values for JSON; money in USD a month, numbers with their cents."""
    return {
        "stack": estimate.stack,
        "region": estimate.region,
        "currency": "USD",
        "pricesCollected": estimate.view.prices.collected,
        "pricesTakenFrom": dict(estimate.stood_in),
        "total": _range(estimate.amount),
        "budget": None if estimate.budget is None else float(estimate.budget),
        "components": {name: _range(amount) for name, amount in estimate.components.items()},
        "resources": [
            {
                "name": item.resource.name,
                "type": item.resource.type,
                "urn": item.resource.urn,
                "component": item.component,
                "amount": _range(item.amount),
                "lines": [_line(line) for line in item.lines],
            }
            for item in estimate.items
        ],
        "assumed": list(estimate.assumed),
        "notPriced": list(estimate.unpriced),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "what": line.what,
        "how": line.how,
        "quantity": _range(line.quantity),
        "unit": line.price.unit,
        "price": None if line.price.amount is None else float(line.price.amount),
        "priceKey": line.price.key,
        "priceRegion": line.price.region,
        "source": line.price.source,
        "amount": None if line.amount is None else _range(line.amount),
        "assumed": line.assumed or None,
    }


def _range(values: Range) -> dict[str, float]:
    return {"low": float(values.low), "expected": float(values.expected), "high": float(values.high)}
