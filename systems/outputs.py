"""What a person, a pipeline, an operations command or a recovery asks a stack for."""

from collections.abc import Iterable, Mapping
from typing import Any

from components.base.tier import Tier
from components.compute.cluster import Cluster
from components.compute.job import Job
from components.compute.repository import Repository
from components.compute.service import Service
from components.data.bucket import Bucket
from components.edge.load_balancer import LoadBalancer
from stack.site import Site
from systems.system import Outputs, System


def entrance_outputs(system: System[Any], balancer: LoadBalancer) -> Outputs:
    """Return where requests go: the load balancer, and the URL of each service behind it."""
    routes = {service.name: service.route for service in system.services if service.route is not None}
    urls = {f"{_word(name)}_url": f"https://{balancer.domain}{route.path}" for name, route in routes.items()}
    return {"alb_dns_name": balancer.dns_name, **urls}


def workload_outputs(
    cluster: Cluster, services: Mapping[str, Service], jobs: Mapping[str, Job], repositories: Mapping[str, Repository]
) -> Outputs:
    """Return what runs, where its images go, and where its logs are."""
    machines = {name: job.arn for name, job in jobs.items()}
    urls = {name: repository.url for name, repository in repositories.items()}
    tasks = [service.task for service in services.values()] + [job.task for job in jobs.values()]
    return {
        **{f"ecr_{_word(name)}_repository_url": url for name, url in urls.items()},
        **{f"{_word(name)}_state_machine": machine for name, machine in machines.items()},
        "cluster": cluster.name,
        "services": {name: service.name for name, service in services.items()},
        "log_groups": {task.logical_name: task.log_group_name for task in tasks},
        "job_machines": machines,
        "repositories": urls,
    }


def data_outputs(site: Site, tiers: Iterable[Tier], buckets: Mapping[str, Bucket]) -> Outputs:
    """Return what keeps data, and what of it is kept in the recovery region, for the stack file there."""
    tiers = list(tiers)
    kept: Outputs = {
        **{f"s3_{_word(name)}_bucket": bucket.id for name, bucket in buckets.items()},
        "secrets": {tier.logical_name: tier.secret_arn for tier in tiers if tier.secret_arn is not None},
    }
    if site.recovery_region is None:
        return kept
    images = {
        "registry": f"{site.registry_in(site.recovery_region)}/{site.code}-{site.environment}",
        "parameters": site.path("images"),
    }
    recovery = {
        "region": site.recovery_region,
        **{tier.logical_name: tier.recovery for tier in tiers if tier.recovery},
        "buckets": {name: bucket.replica.id for name, bucket in buckets.items() if bucket.replica is not None},
        "images": images,
    }
    return {**kept, "recovery": recovery}


def _word(name: str) -> str:
    """A logical name as a part of an output's name."""
    return name.replace("-", "_")
