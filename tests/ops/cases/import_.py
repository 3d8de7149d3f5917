"""`import`."""

import contextlib
import json
from collections.abc import Mapping
from typing import Any

from ops.readers.adoption import UNKNOWN
from tests.ops.cases import Case
from tests.ops.driving import Ops
from tests.stacks import ROOT

FOLDER = ROOT / "build"
FILE, PLAN, OTHER, NOWHERE, NO_PLAN = (
    FOLDER / f"test-{name}.json" for name in ("import", "plan", "plan-without-adopt", "plan-of-nothing", "no-plan")
)
INSTANCE, COMPONENT = "aws:rds/instance:Instance", "platform:database:Database"
KEY = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"
DECLARED = {
    "identifier": "legacy-db",
    "engine": "postgres",
    "storageEncrypted": True,
    "kmsKeyId": KEY,
    "dbName": "bank_data",
    "username": "app",
    "dbSubnetGroupName": "legacy-subnets",
    "performanceInsightsKmsKeyId": UNKNOWN,
}
"""The database as the program declares it once it is to be taken over."""


def _plan(inputs: Mapping[str, Any]) -> str:
    urn = f"urn:pulumi:production::platform::{COMPONENT}${INSTANCE}::database-instance"
    return json.dumps({"steps": [{"op": "create", "newState": {"urn": urn, "type": INSTANCE, "inputs": inputs}}, {"op": "same"}]})


def _legacy(ops: Ops) -> None:
    """A database that somebody made by hand, and what Pulumi would say of a stack that is to take it over."""
    production = ops.stack("production")
    subnets = [one["SubnetId"] for one in production.client("ec2").describe_subnets()["Subnets"]]
    rds = production.client("rds")
    with contextlib.suppress(rds.exceptions.DBInstanceAlreadyExistsFault, rds.exceptions.DBSubnetGroupAlreadyExistsFault):
        rds.create_db_subnet_group(DBSubnetGroupName="legacy-subnets", DBSubnetGroupDescription="by hand", SubnetIds=subnets)
        rds.create_db_instance(
            DBInstanceIdentifier="legacy-db",
            DBInstanceClass="db.t4g.medium",
            Engine="postgres",
            AllocatedStorage=100,
            StorageEncrypted=True,
            KmsKeyId=KEY,
            DBName="bank_data",
            MasterUsername="app",
            MasterUserPassword="made-up-password",
            DBSubnetGroupName="legacy-subnets",
        )
    FOLDER.mkdir(exist_ok=True)
    resources = [
        {"type": COMPONENT, "name": "database", "component": True},
        {"type": "platform:bucket:Bucket", "name": "data", "component": True},
        {"type": INSTANCE, "name": "database-instance", "id": "<PLACEHOLDER>", "parent": "database", "version": "7.0.0"},
        {"type": "aws:ec2/vpc:Vpc", "name": "network-vpc", "id": "<PLACEHOLDER>"},
    ]
    FILE.write_text(json.dumps({"nameTable": {}, "resources": resources}))
    PLAN.write_text(_plan(DECLARED))
    # Without an adopt block but for the name: a key and a subnet group that `up` would make, another user.
    OTHER.write_text(_plan({**DECLARED, "kmsKeyId": UNKNOWN, "dbSubnetGroupName": UNKNOWN, "username": "engine"}))
    NOWHERE.write_text(_plan({**DECLARED, "identifier": "pde-production-database-2"}))
    NO_PLAN.write_text("[]")


CASE = Case(
    line=f"import --from {FILE} --plan {PLAN}",
    says=("database-instance", "legacy-db", "can be imported", "next: pulumi import --file "),
    prepare=_legacy,
    wrong={
        "import --from nowhere.json": "No such file",
        f"import --from {FILE} --plan {NO_PLAN}": "no list steps",
        f"import --from {FILE} --plan {NOWHERE}": "nothing that exists in AWS",
    },
)
