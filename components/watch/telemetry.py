"""What workloads may publish about themselves: metrics into the system's namespace, traces through the collector."""

from components.base.access import Access
from components.base.iam import Statement
from stack.site import Site


def publish_metrics(site: Site) -> Access:
    """Return leave to publish metrics into the namespace of the system, which arrives as `METRICS_NAMESPACE`."""
    publish = Statement(
        sid="PublishMetrics",
        actions=("cloudwatch:PutMetricData",),
        resources=("*",),
        conditions={"StringEquals": {"cloudwatch:namespace": site.system}},
        because="PutMetricData takes no resource; the namespace condition is its only bound",
    )
    return Access(tier="metrics", statements=(publish,), environment={"METRICS_NAMESPACE": site.system})


def send_traces() -> Access:
    """Return leave to send traces through the collector beside the container, which acts with the task's role."""
    send = Statement(
        sid="SendTraces",
        actions=(
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "xray:GetSamplingRules",
            "xray:GetSamplingTargets",
            "xray:GetSamplingStatisticSummaries",
        ),
        resources=("*",),
        because="X-Ray takes no resource for what a daemon does",
    )
    return Access(tier="tracing", statements=(send,), environment={"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317"})
