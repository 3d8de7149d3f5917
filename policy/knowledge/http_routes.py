"""What an HTTP interface does with requests that no other route takes, and whether it asks who calls."""

from typing import Final

from policy.knowledge.needs import Need
from policy.model.expectations import at_most_undecided
from policy.model.graph import Graph
from policy.model.rule import Findings, Undecided, Violation
from policy.model.values import text

API: Final = "aws:apigatewayv2/api:Api"
ROUTE: Final = "aws:apigatewayv2/route:Route"
# Of a WebSocket's routes only `$connect` can ask; what `$default` is depends on its interface.
ROUTE_AUTHORIZED, _CATCH_ALL = (
    Need(
        ROUTE,
        "authorizationType",
        wants="aws_iam|jwt|custom",
        says="`AWS_IAM`, `JWT` or `CUSTOM`",
        where={"routeKey": keys},
    )
    for keys in (r"(?!options )\w+ .*|\$connect", r"\$default")
)


def open_catch_alls(graph: Graph) -> Findings:
    """Routes for whatever is asked, and those that an interface with a `target` has by itself, which can ask nobody (provider,
    apigatewayv2.Api: "quick create").
    """
    for api in graph.of(API):
        if not api.is_unset("target"):
            yield Violation(api, "`target` makes a route for everything, which asks nobody who calls.")
    for route in graph.of(ROUTE):
        found = _CATCH_ALL.judge(route)
        protocols = {text(api.get("protocolType")).upper() for api in graph.links(route, "apiId", API).targets}
        if protocols == {"HTTP"}:
            yield from found
        elif protocols != {"WEBSOCKET"}:
            yield from at_most_undecided(found, Undecided(route, "apiId"))
