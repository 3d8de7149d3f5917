"""Amazon MSK."""

from ops.aws.client import Aws


def active_versions(aws: Aws) -> list[str]:
    """Return the versions of Kafka that a new cluster may have."""
    found = aws.pages("kafka", "list_kafka_versions", "KafkaVersions", "versions of Kafka")
    return [one["Version"] for one in found if one["Status"] == "ACTIVE"]
