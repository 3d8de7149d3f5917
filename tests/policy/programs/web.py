"""Programs that answer browsers: a shop on machines, a site behind CloudFront, a serverless interface, a search page."""

from policy.model import kinds
from tests.policy.plans import Plan, allow, document, spec
from tests.policy.programs import Program

ACCOUNT = "111122223333"
LAMBDA_TRUST = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}})

SHOP = Program(
    "a shop on one machine with its database",
    Plan(
        spec(kinds.VPC, "network", {"id": "vpc-1", "cidrBlock": "10.0.0.0/16"}),
        spec(kinds.INTERNET_GATEWAY, "gateway", {"id": "igw-1", "vpcId": "vpc-1"}),
        spec(kinds.SUBNET, "front", {"id": "subnet-1", "vpcId": "vpc-1", "mapPublicIpOnLaunch": True}),
        spec(
            kinds.ROUTE_TABLE,
            "routes",
            {"id": "rtb-1", "vpcId": "vpc-1", "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}]},
        ),
        spec(kinds.ROUTE_ASSOCIATION, "front-routes", {"subnetId": "subnet-1", "routeTableId": "rtb-1"}),
        spec(
            kinds.SECURITY_GROUP,
            "web",
            {
                "id": "sg-web",
                "vpcId": "vpc-1",
                "description": "browsers, and the administrator",
                "ingress": [
                    {"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/0"], "description": "browsers"},
                    {"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"], "description": "administrator"},
                ],
                "egress": [
                    {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"], "description": "packages"}
                ],
            },
        ),
        spec(
            kinds.INSTANCE,
            "shop",
            {
                "ami": "ami-1",
                "subnetId": "subnet-1",
                "vpcSecurityGroupIds": ["sg-web"],
                "associatePublicIpAddress": True,
                "userData": "#!/bin/sh\nexport DB_PASSWORD=correct-horse-9\n/opt/shop/start\n",
                "rootBlockDevice": {"volumeSize": 40},
            },
        ),
        spec(
            kinds.DB_INSTANCE,
            "orders",
            {
                "engine": "mysql",
                "engineVersion": "8.4.6",
                "identifier": "orders",
                "username": "admin",
                "publiclyAccessible": False,
                "vpcSecurityGroupIds": ["sg-elsewhere"],
                "skipFinalSnapshot": True,
            },
        ),
    ),
    {
        "vpc-flow-logged": "network",
        "default-group-emptied": "network",
        "ingress-not-from-anywhere": "web",
        "open-web-ports-on-load-balancers-only": "web",
        "nothing-public": "shop",
        "no-plaintext-secrets": "shop",
        "data-encrypted": "shop",
        "rds-encrypted-with-customer-key": "orders",
        "rds-backups-kept": "orders",
        "rds-maintained-and-logged": "orders",
        "rds-tls-required": "orders",
    },
)

_SITE = "arn:aws:s3:::acme-site"
_READER = {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"}}
SITE = Program(
    "a static site behind CloudFront",
    Plan(
        spec(kinds.BUCKET, "site", {"bucket": "acme-site", "id": "acme-site", "arn": _SITE}),
        spec(
            kinds.BUCKET_PUBLIC_ACCESS,
            "site-block",
            {
                "bucket": "acme-site",
                **dict.fromkeys(("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True),
            },
        ),
        spec(
            kinds.BUCKET_POLICY,
            "site-policy",
            {
                "bucket": "acme-site",
                "policy": document(
                    allow("s3:GetObject", f"{_SITE}/*", Principal={"Service": "cloudfront.amazonaws.com"}, Condition=_READER)
                ),
            },
        ),
        spec(kinds.BUCKET, "logs", {"bucket": "acme-logs", "id": "acme-logs", "arn": "arn:aws:s3:::acme-logs"}),
        spec(kinds.BUCKET_OWNERSHIP, "logs-acls", {"bucket": "acme-logs", "rule": {"objectOwnership": "BucketOwnerPreferred"}}),
        spec(
            kinds.DISTRIBUTION,
            "cdn",
            {
                "enabled": True,
                "aliases": ["www.example.com"],
                "viewerCertificate": {"acmCertificateArn": "arn:x", "minimumProtocolVersion": "TLSv1.2_2021"},
                "defaultCacheBehavior": {"viewerProtocolPolicy": "allow-all", "targetOriginId": "site"},
                "origins": [
                    {"originId": "site", "domainName": "acme-site.s3.us-east-1.amazonaws.com", "originAccessControlId": "E1"}
                ],
                "loggingConfig": {"bucket": "acme-logs.s3.amazonaws.com"},
            },
        ),
        spec("aws:route53/record:Record", "name", {"name": "www.example.com", "type": "A"}),
    ),
    {
        "connections-tls": "cdn",
        "s3-public-access-blocked": "logs",
        "s3-tls-only": "site-policy logs",
        "s3-access-logged": "site logs",
        "s3-encrypted-with-customer-key": "site logs",
        "s3-versions-kept-and-expired": "site logs",
    },
)

API = Program(
    "a serverless interface over a table",
    Plan(
        spec(kinds.TABLE, "notes", {"name": "notes", "arn": "arn:t", "billingMode": "PAY_PER_REQUEST", "hashKey": "id"}),
        spec(kinds.ROLE, "role", {"name": "notes", "arn": f"arn:aws:iam::{ACCOUNT}:role/notes", "assumeRolePolicy": LAMBDA_TRUST}),
        spec(
            kinds.FUNCTION,
            "function",
            {
                "name": "notes",
                "role": f"arn:aws:iam::{ACCOUNT}:role/notes",
                "environment": {"variables": {"TABLE": "notes", "API_KEY": "sk_live_51HxTzq8aBcDeFgHiJ"}},
                "loggingConfig": {"logGroup": "/notes", "logFormat": "JSON"},
            },
        ),
        spec(kinds.LOG_GROUP, "log", {"name": "/notes", "retentionInDays": 0}),
        spec("aws:apigatewayv2/api:Api", "api", {"name": "notes", "protocolType": "HTTP"}),
        spec("aws:apigatewayv2/route:Route", "read", {"apiId": "a1", "routeKey": "GET /notes"}),
        spec("aws:apigatewayv2/route:Route", "write", {"apiId": "a1", "routeKey": "PUT /notes", "authorizationType": "AWS_IAM"}),
        spec("aws:apigatewayv2/stage:Stage", "stage", {"apiId": "a1", "name": "live"}),
        spec(
            "aws:lambda/permission:Permission",
            "call",
            {
                "function": "notes",
                "principal": "apigateway.amazonaws.com",
                "sourceArn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:a1/*",
            },
        ),
        spec("aws:lambda/functionUrl:FunctionUrl", "url", {"functionName": "notes", "authorizationType": "NONE"}),
    ),
    {
        "data-backed-up": "notes",
        "no-plaintext-secrets": "function",
        "log-group-key-and-retention": "log",
        "interfaces-authorized": "read",
        "activity-logged": "stage",
        "nothing-public": "url",
    },
)

SEARCH = Program(
    "a search page",
    Plan(
        spec(
            kinds.SEARCH_DOMAIN,
            "index",
            {
                "domainName": "catalogue",
                "accessPolicies": document(allow("es:*", "*", Principal={"AWS": "*"})),
                "encryptAtRest": {"enabled": True},
            },
        ),
        spec("aws:cognito/userPool:UserPool", "people", {"name": "people"}),
        spec("aws:appsync/graphQLApi:GraphQLApi", "page", {"name": "page", "authenticationType": "AMAZON_COGNITO_USER_POOLS"}),
    ),
    {"resource-policies-not-open": "index", "connections-tls": "index", "activity-logged": "index page"},
)

PROGRAMS = (SHOP, SITE, API, SEARCH)
