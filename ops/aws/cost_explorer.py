"""AWS Cost Explorer, which answers in us-east-1 and takes 0.01 USD for each call."""

from datetime import date

from ops.aws.client import Aws


def spent(aws: Aws, start: date, end: date, tags: dict[str, str]) -> dict[str, float]:
    """Return USD by service, of everything with these tags, from a day to before another."""
    parts = [{"Tags": {"Key": key, "Values": [value]}} for key, value in tags.items()]
    found: dict[str, float] = {}
    token: dict[str, str] = {}
    while True:
        answer = aws.read(
            "ce",
            "get_cost_and_usage",
            "costs by tag",
            region="us-east-1",
            TimePeriod={"Start": start.isoformat(), "End": end.isoformat()},
            Granularity="MONTHLY",
            Metrics=["UnblendedCost"],
            Filter={"And": parts} if len(parts) > 1 else parts[0],
            GroupBy=[{"Type": "DIMENSION", "Key": "SERVICE"}],
            **token,
        )
        for group in (one for period in answer["ResultsByTime"] for one in period.get("Groups", [])):
            amount = float(group["Metrics"]["UnblendedCost"]["Amount"])
            found[group["Keys"][0]] = found.get(group["Keys"][0], 0.0) + amount
        if not answer.get("NextPageToken"):
            return found
        token = {"NextPageToken": answer["NextPageToken"]}
