"""The load balancer speaks TLS alone, and its certificate comes from one of two places."""

import pytest

from components.edge.load_balancer import LoadBalancer
from offline.simulation.runner import Recording
from stack.settings import LoadBalancerSettings
from tests.components.declaring import access_logs, declared, site

ISSUED = "arn:aws:acm:us-east-1:111122223333:certificate/issued"


def balancer(settings: LoadBalancerSettings, zone_id: str | None) -> Recording:
    return declared(
        lambda placement: LoadBalancer(
            "alb", placement, settings=settings, access_logs=access_logs(placement.site), zone_id=zone_id
        ),
        site(protect=True),
    )


@pytest.mark.parametrize("zone_id", [None, "Z0123456789"])
def test_plain_http_is_only_redirected(zone_id: str | None) -> None:
    settings = LoadBalancerSettings(
        domain="weather.example.com",
        allowed_cidr_blocks=("203.0.113.0/24",),
        certificate_arn=ISSUED if zone_id is None else None,
        hosted_zone=None if zone_id is None else "example.com",
    )
    found = balancer(settings, zone_id)
    (redirect,) = found.named("alb-http").inputs["defaultActions"]
    assert redirect["redirect"]["protocol"] == "HTTPS"
    listener = found.named("alb-https").inputs
    assert listener["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-1-2-Res")
    assert listener["defaultActions"][0]["fixedResponse"]["statusCode"] == "404"
    certificates = found.of("aws:acm/certificate:Certificate")
    assert bool(certificates) is (zone_id is not None)
    assert (listener["certificateArn"] == ISSUED) is (zone_id is None)


def test_the_name_keeps_to_what_aws_takes() -> None:
    settings = LoadBalancerSettings(domain="weather.example.com", allowed_cidr_blocks=("203.0.113.0/24",), certificate_arn=ISSUED)
    long = "a" * 40
    found = declared(
        lambda placement: LoadBalancer(long, placement, settings=settings, access_logs=access_logs(placement.site), zone_id=None)
    )
    assert len(found.named(f"{long}-load-balancer").inputs["name"]) == 32
