"""Each check of `preflight`, on a stack that has what it asks about: where all is there, and where nothing is."""

import re
from collections.abc import Mapping
from typing import Any

from ops.commands.preflight import OF_ACCOUNT, OF_SYSTEMS
from ops.ending import Exit
from tests.ops.cases.bootstrap import nothing_there
from tests.ops.driving import Ops
from tests.ops.front import Fake, RefusedError
from tests.ops.names import RESOLVER

STACKS = ("production", "fraud-detector-production", "default-rate-production", "account")
"""Between them they have everything that is asked about."""
ASKED = {setting for check in (*OF_SYSTEMS, *OF_ACCOUNT) for setting in check.settings}
VERDICT = re.compile(r"^(ok  |FAIL)  ([a-z_. ]+): ", re.MULTILINE)


def refusing(code: str) -> Fake:
    def refuse(_: Mapping[str, Any]) -> Mapping[str, Any]:
        raise RefusedError(code, "made up")

    return refuse


def answering(answer: Mapping[str, Any]) -> Fake:
    return lambda _: answer


NOT_AUTHORIZED = {
    "modelId": "made up",
    "agreementAvailability": {"status": "NOT_AVAILABLE"},
    "authorizationStatus": "NOT_AUTHORIZED",
    "entitlementAvailability": "NOT_AVAILABLE",
    "regionAvailability": "AVAILABLE",
}
NO_ZONES = {"HostedZones": [], "IsTruncated": False, "MaxItems": "100"}
NOTHING: Mapping[tuple[str, str], Fake] = {
    ("bedrock", "GetFoundationModelAvailability"): answering(NOT_AUTHORIZED),
    ("bedrock", "GetInferenceProfile"): refusing("ResourceNotFoundException"),
    ("ec2", "DescribeAvailabilityZones"): answering({"AvailabilityZones": [{"ZoneName": "us-east-1f"}]}),
    ("elasticache", "DescribeCacheEngineVersions"): answering({"CacheEngineVersions": []}),
    ("iam", "GetPolicy"): refusing("NoSuchEntity"),
    ("iam", "GetRole"): refusing("NoSuchEntity"),
    ("kafka", "ListKafkaVersions"): answering({"KafkaVersions": [{"Version": "2.1.0", "Status": "DEPRECATED"}]}),
    ("logs", "DescribeLogGroups"): answering({"logGroups": [{"logGroupName": "RDSOSMetrics"}]}),
    ("rds", "DescribeDBEngineVersions"): answering({"DBEngineVersions": []}),
    ("rds", "DescribeOrderableDBInstanceOptions"): answering({"OrderableDBInstanceOptions": []}),
    ("rds", "DescribeSourceRegions"): answering({"SourceRegions": []}),
    ("route53", "GetHostedZone"): refusing("NoSuchHostedZone"),
    ("route53", "ListHostedZonesByName"): answering(NO_ZONES),
    ("service-quotas", "GetAWSDefaultServiceQuota"): answering({"Quota": {"Value": 2.0}}),
}
"""What AWS answers about an account that has nothing of it."""
SAID = {
    "network.availability_zones": "us-east-1a, us-east-1b, us-east-1c cannot be used",
    "database.instance_class": "db.t4g.medium can not be had for postgres",
    "cache.engine_version": "redis 7.1 is not there",
    "stream.kafka_version": "Kafka 3.9.x.kraft is not offered",
    "role_boundary": "the policy acct-shared-boundary-pde-production is not there",
    "recovery.region": "us-west-2 does not take backups of databases in us-east-1",
    "load_balancer.hosted_zone": "example.com is no public hosted zone of this account",
    "models": "ca.amazon.nova-lite-v1:0 sends requests to nowhere: it is not active",
    "account.state": "example-platform-state in us-east-1 is not there, or not as it has to be",
    "account.hosted_zones": "Z0123456789ABCDEFGHIJ is no zone of this account",
    "account.regions": "RDS has made its group in us-east-1, us-west-2, ca-central-1, ca-west-1",
    "a new account": "no service-linked role of ecs.amazonaws.com",
}


def verdicts(ops: Ops, stack: str, verdict: str) -> tuple[set[str], str]:
    """Return the settings that a run says this of, and what it writes."""
    ended = ops(f"preflight --resolver {RESOLVER}", stack=stack, outputs=False)
    assert ended.status in {Exit.DONE, Exit.FAILED}, ended
    return {setting for said, setting in VERDICT.findall(ended.out) if said.strip() == verdict}, ended.out


def test_each_check_finds_what_is_there(ops: Ops) -> None:
    ops.stack("production")
    nothing_there(ops)
    assert ops("bootstrap --yes", stack="account").status == Exit.DONE
    found: set[str] = set()
    out = ""
    for stack in STACKS:
        good, said = verdicts(ops, stack, "ok")
        found, out = found | good, out + said
    # The zone that the account's file names has to be replaced, so it is in no account.
    assert ASKED - found == {"account.hosted_zones"}
    assert "ok    models: ca.amazon.nova-lite-v1:0 sends requests to ca-central-1, ca-west-1" in out
    assert "ok    account.state: example-platform-state in us-east-1 is encrypted with its key" in out


def test_each_check_finds_what_is_missing(ops: Ops) -> None:
    ops.stack("production")
    nothing_there(ops)
    ops.front.fakes.update(NOTHING)
    found: set[str] = set()
    out = ""
    for stack in STACKS:
        bad, said = verdicts(ops, stack, "FAIL")
        found, out = found | bad, out + said
    assert ASKED - found == set()
    assert [f"FAIL  {setting}: {said}" for setting, said in SAID.items() if f"FAIL  {setting}: {said}" not in out] == []
    assert out.count("FAIL  ") == out.count("      fix: ")


def test_a_region_that_is_off_and_a_domain_that_leads_elsewhere(ops: Ops) -> None:
    ops.front.fakes["account", "GetRegionOptStatus"] = lambda asked: {**asked, "RegionOptStatus": "DISABLED"}
    ops.names.servers = ("ns1.registrar.example.",)
    status, out, err = ops(f"preflight --resolver {RESOLVER}")
    assert status == Exit.FAILED
    assert "FAIL  recovery.region: us-west-2 is off" in out
    assert "is delegated to ns1.registrar.example" in out
    assert "2 of 12 checks failed: load_balancer.hosted_zone, recovery.region" in err
    bad, _ = verdicts(ops, "account", "FAIL")
    assert "account.regions" in bad
    assert "account.state" not in bad, "a region that is off is not looked into"


def test_the_stack_may_be_named_without_an_option(ops: Ops) -> None:
    assert ops.words("preflight", "production", "--resolver", RESOLVER, "--outputs", ops.outputs()).status == Exit.DONE
