"""Where each type says that connections are encrypted, and how well."""

from typing import Final

from policy.knowledge.needs import GIVEN, ON, Need
from policy.model import kinds

# Where each kind of CloudFront's distributions keeps its other behaviours, and how it reaches an origin.
_CDNS: Final = (
    (kinds.DISTRIBUTION, "orderedCacheBehaviors", "origins.*.customOriginConfig"),
    (kinds.TENANTS_DISTRIBUTION, "cacheBehaviors", "origins.*.customOriginConfigs.0"),
)
_OVER_TLS: Final = "(?!allow-all$).*"
_NOT_HTTP: Final = "(?!http-only$).*"
_DMS: Final = "aws:dms/endpoint:Endpoint"
# Those with a mode to choose (DMS user guide, "Using SSL with AWS Database Migration Service"): Redshift's is always encrypted.
_DMS_ENGINES: Final = "|".join(
    (
        *("aurora", "aurora-serverless", "aurora-postgresql", "aurora-postgresql-serverless", "mysql", "mariadb", "postgres"),
        *("azuredb", "azure-sql-managed-instance", "sqlserver", "db2", "docdb", "mongodb", "oracle", "sybase"),
    )
)
_SEARCH: Final = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")
_REDSHIFT: Final = "aws:redshift/parameterGroup:ParameterGroup"
_TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
_VOLUME: Final = "volumes.*.efsVolumeConfiguration"

IN_TRANSIT: Final = (
    # CloudFront's own certificate begins at TLS 1.0, and cannot be told otherwise. A bucket's website speaks HTTP alone.
    *(
        Need(token, path, wants=wants, says=says, where=where)
        for token, others, custom in _CDNS
        for path, wants, says, where in (
            (
                "viewerCertificate.minimumProtocolVersion",
                r"tlsv1\.[23].*",
                "`TLSv1.2_2021` or later",
                {"viewerCertificate.cloudfrontDefaultCertificate": "|false"},
            ),
            ("defaultCacheBehavior.viewerProtocolPolicy", _OVER_TLS, "`redirect-to-https` or `https-only`", {}),
            (f"{others}.*.viewerProtocolPolicy", _OVER_TLS, "`redirect-to-https` or `https-only`", {}),
            (
                f"{custom}.originProtocolPolicy",
                _NOT_HTTP,
                "`https-only`",
                {"origins.*.domainName": r"(?!.*\.s3-website[.-]).*"},
            ),
            (
                f"{custom}.originSslProtocols",
                r"|tlsv1\.[23]",
                "`TLSv1.2` alone",
                {f"{custom}.originProtocolPolicy": _NOT_HTTP},
            ),
        )
    ),
    Need("aws:apigateway/domainName:DomainName", "securityPolicy", wants="(?!tls_1_0$).*", says="`TLS_1_2`"),
    *(
        Need(token, path, wants=wants, says=says, where=where)
        for token in _SEARCH
        for path, wants, says, where in (
            ("domainEndpointOptions", GIVEN, "one with `enforce_https`", {}),
            ("domainEndpointOptions.enforceHttps", ON, "true", {}),
            (
                "domainEndpointOptions.tlsSecurityPolicy",
                "(?!policy-min-tls-1-0).+",
                "`Policy-Min-TLS-1-2-2019-07` or later",
                {"domainEndpointOptions": GIVEN},
            ),
            ("nodeToNodeEncryption.enabled", ON, "true", {}),
        )
    ),
    # The family of before 2025 does not ask for TLS by itself; redshift-2.0 does.
    Need(
        _REDSHIFT,
        "parameters.*.name",
        wants="require_ssl",
        says="`require_ssl`",
        where={"family": r"redshift-1\.0"},
        some=True,
    ),
    # Workgroups made since January 2025 ask for it by themselves ("Redshift announcement, new defaults"; Security Hub,
    # RedshiftServerless.2, finds `false` alone).
    Need(
        "aws:redshiftserverless/workgroup:Workgroup",
        "configParameters.*.parameterValue",
        wants=ON,
        says="true",
        where={"configParameters.*.parameterKey": "require_ssl"},
    ),
    *(
        Need(token, "parameters.*.value", wants=wants, says=says, where={"parameters.*.name": name})
        for token, name, wants, says in (
            (_REDSHIFT, "require_ssl", ON, "true"),
            ("aws:docdb/clusterParameterGroup:ClusterParameterGroup", "tls", "(?!disabled$).*", "`enabled`"),
            ("aws:neptune/clusterParameterGroup:ClusterParameterGroup", "neptune_enforce_ssl", "1", "1"),
        )
    ),
    Need("aws:memorydb/cluster:Cluster", "tlsEnabled", wants=ON, says="true"),
    Need("aws:dax/cluster:Cluster", "clusterEndpointEncryptionType", wants="tls", says="`TLS`"),
    Need(
        _DMS,
        "sslMode",
        wants="require|verify-ca|verify-full",
        says="`require`, `verify-ca` or `verify-full`",
        where={"engineName": _DMS_ENGINES},
        absent_unless=("secretsManagerArn",),
    ),
    Need(
        _DMS,
        "kafkaSettings.securityProtocol",
        wants="ssl-encryption|ssl-authentication|sasl-ssl",
        says="`ssl-encryption`, `ssl-authentication` or `sasl-ssl`",
        where={"kafkaSettings": GIVEN},
    ),
    Need(_DMS, "redisSettings.sslSecurityProtocol", wants="|ssl-encryption", says="`ssl-encryption`"),
    *(
        Need(token, f"{attributes}.*.value", wants=wants, says=says, where={f"{attributes}.*.name": name})
        for token, attributes in (
            ("aws:elb/sslNegotiationPolicy:SslNegotiationPolicy", "attributes"),
            ("aws:elb/loadBalancerPolicy:LoadBalancerPolicy", "policyAttributes"),
        )
        for name, wants, says in (
            (r"protocol-(sslv2|sslv3|tlsv1|tlsv1\.1)", "(?!true$).*", "false"),
            ("reference-security-policy", "elbsecuritypolicy-tls-1-2-.*", "`ELBSecurityPolicy-TLS-1-2-2017-01`"),
        )
    ),
    Need("aws:elb/loadBalancer:LoadBalancer", "listeners.*.lbProtocol", wants="(?!http$).*", says="`https`"),
    Need("aws:transfer/server:Server", "protocols", wants="(?!ftp$).*", says="`SFTP`, `FTPS` or `AS2`"),
    Need("aws:appsync/apiCache:ApiCache", "transitEncryptionEnabled", wants=ON, says="true"),
    Need(
        _TASK,
        f"{_VOLUME}.transitEncryption",
        wants="enabled",
        says="`ENABLED`",
        where={_VOLUME: GIVEN},
    ),
)
