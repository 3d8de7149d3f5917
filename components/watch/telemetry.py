"""What workloads may publish about themselves: metrics into the system's namespace, traces through the collector."""

from components.base.access import Access
from components.base.grant import WITHOUT_RESOURCE, Grant
from components.base.iam import actions
from stack.site import Site

PUBLISH_METRICS = Grant(reach=WITHOUT_RESOURCE, actions=("cloudwatch:PutMetricData",))
"""Its only bound is the namespace, in the role's own statement."""
SEND_TRACES = Grant(
    reach=WITHOUT_RESOURCE,
    actions=actions(
        "xray", "PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets GetSamplingStatisticSummaries"
    ),
)


def publish_metrics(site: Site) -> Access:
    """Return leave to publish metrics into the namespace of the system, which arrives as `METRICS_NAMESPACE`."""
    publish = PUBLISH_METRICS.on("PublishMetrics", conditions={"StringEquals": {"cloudwatch:namespace": site.system}})
    return Access(tier="metrics", statements=(publish,), environment={"METRICS_NAMESPACE": site.system})


def send_traces() -> Access:
    """Return leave to send traces through the collector beside the container, which acts with the task's role."""
    send = SEND_TRACES.on("SendTraces")
    return Access(tier="tracing", statements=(send,), environment={"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317"})
