package dev.activityservice.infra;

import dev.activityservice.infra.SettingForm.Choice;
import dev.activityservice.infra.SettingForm.FilePath;
import dev.activityservice.infra.SettingForm.Flag;
import dev.activityservice.infra.SettingForm.NumberChoice;
import dev.activityservice.infra.SettingForm.Policy;
import dev.activityservice.infra.SettingForm.Text;
import dev.activityservice.infra.SettingForm.TextList;
import dev.activityservice.infra.SettingForm.TextMap;
import dev.activityservice.infra.SettingForm.WholeNumber;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a deployment, in the order of {@code docs/deploy.md}. The name of a constant is the key for make and in a file of
 * settings. A setting has up to three more names: the property of {@link ActivitySystemProps}, the parameter of the SAM template, and the
 * variable of the Terraform module. A dot separates a part from its object. The bounds and the default of a setting are only here in Java.
 * A test compares the SAM template, the Terraform module and the documentation with this list.
 *
 * <p>Contains no class of the CDK, because the packaging tool uses it.
 */
@SuppressWarnings("ImmutableEnumChecker") // All forms are records of immutable values.
enum Setting {
    ENV(
            "env",
            "Env",
            "env",
            new Text(
                    "(?!aws|ssm)[a-z0-9][a-z0-9-]{0,9}",
                    "1 to 10 lower-case letters, digits and hyphens, starting with a letter or a digit, but not with aws or ssm"),
            "dev",
            "The environment. All names contain it. Names of SSM parameters begin with it, so it cannot begin with aws or ssm"),
    SERVICE_NAME(
            "serviceName",
            "ServiceName",
            "service_name",
            new Text("[A-Za-z0-9]{1,20}", "1 to 20 letters and digits"),
            "ActivityService",
            "The service, the beginning of all names. Systems of different services can exist in one environment. It is permanent: with"
                    + " another one, a deployment would replace the table, the bus and the queues"),
    PARAMETER_PATH(
            "parameterPath",
            "ParameterPath",
            "parameter_path",
            new Text(
                    "(?!/[Aa][Ww][Ss])(?!/[Ss][Ss][Mm])(/[A-Za-z0-9_.-]{1,64}){1,10}",
                    "1 to 10 parts of 1 to 64 letters, digits and the characters _ . -, each after a slash, not starting with /aws or /ssm"),
            "",
            "The path of the SSM parameters by which other services find this system; empty for /<env>/<SERVICE_NAME>. Change it to take"
                    + " over the parameters of another system"),
    VERSION(
            "version",
            "Version",
            "app_version",
            new Text("[A-Za-z0-9._+-]{1,64}", "1 to 64 letters, digits, dots, underscores, plus signs and hyphens"),
            "latest",
            "The deployed version or commit. The descriptions of the functions contain it. COMMIT_HASH is a synonym"),
    CATALOG(
            "catalog",
            null,
            "catalog",
            new FilePath(),
            "",
            "The path of the catalog; empty for the ten event types of the reference catalog"),
    INTEGRATED(
            "integrated",
            "Integrated",
            "integrated",
            new Choice(List.of("auto", "true", "false")),
            "auto",
            "Whether rules on the shared bus also send events to this system; auto means only in dev and prod"),
    RULE_BUCKETS(
            "ruleBuckets",
            null,
            "rule_buckets",
            new NumberChoice(Subscription.BUCKET_COUNTS, ""),
            String.valueOf(Subscription.DEFAULT_BUCKETS),
            "The number of buckets that the catalog's entries are divided into. A bucket with an entry has one rule per bus"),
    API_ACCESS(
            "apiAccess",
            "ApiAccess",
            "api_access",
            new Choice(List.of("IAM", "COGNITO", "AUTHORIZER", "OPEN_TO_THE_INTERNET")),
            "IAM",
            "Who may call the API. IAM (callers sign requests), COGNITO (tokens of user pools), AUTHORIZER (a Lambda function decides) or "
                    + "OPEN_TO_THE_INTERNET (anyone with the address reads every timeline)"),
    COGNITO_USER_POOL_ARNS(
            "cognito.userPoolArns",
            "CognitoUserPoolArns",
            "cognito.user_pool_arns",
            new TextList(
                    new Text(
                            "arn:[a-z-]+:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[A-Za-z0-9_-]{1,55}",
                            "the ARN of an Amazon Cognito user pool"),
                    10),
            "",
            "The user pools of the API access COGNITO, separated by commas"),
    COGNITO_SCOPES(
            "cognito.scopes",
            "CognitoScopes",
            "cognito.scopes",
            new TextList(
                    new Text("[A-Za-z0-9:/._~-]{1,256}", "1 to 256 letters, digits and the characters : / . _ ~ -"),
                    10),
            "",
            "The scopes that an access token must have one of, separated by commas; empty if only identity tokens are accepted"),
    AUTHORIZER_ARN(
            "authorizer.functionArn",
            "AuthorizerArn",
            "authorizer.function_arn",
            new Text(
                    "arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:([A-Za-z0-9_-]{1,128}|[$]LATEST))?",
                    "the ARN of a Lambda function, with or without a version or an alias"),
            "",
            "The Lambda function of the API access AUTHORIZER, in this account and region"),
    AUTHORIZER_TYPE(
            "authorizer.type",
            "AuthorizerType",
            "authorizer.type",
            new Choice(List.of("TOKEN", "REQUEST")),
            "REQUEST",
            "What the authorizer receives. TOKEN (one header) or REQUEST (the request without its body)"),
    AUTHORIZER_IDENTITY_SOURCE(
            "authorizer.identitySource",
            "AuthorizerIdentitySource",
            "authorizer.identity_source",
            new Text(
                    "(method[.]request[.](header|querystring)[.][A-Za-z0-9_-]+|(context|stageVariables)[.][A-Za-z0-9_.]+)"
                            + "(,(method[.]request[.](header|querystring)[.][A-Za-z0-9_-]+|(context|stageVariables)[.][A-Za-z0-9_.]+))*",
                    "parts of the request, separated by commas without spaces, for example method.request.header.Authorization"),
            "method.request.header.Authorization",
            "The parts of the request by which answers of the authorizer are cached. For REQUEST, the path is added"),
    AUTHORIZER_CACHE_SECONDS(
            "authorizer.cacheSeconds",
            "AuthorizerCacheSeconds",
            "authorizer.cache_seconds",
            new WholeNumber(0, 3600, " seconds"),
            "300",
            "How long the gateway caches an answer of the authorizer, in seconds; 0 for no cache"),
    API_RESOURCE_POLICY(
            "apiResourcePolicy",
            null,
            "api_resource_policy",
            new FilePath(),
            "",
            "The path of a JSON file with the resource policy of the API, for example for ranges of addresses; empty for none"),
    CORS_ALLOW_ORIGIN(
            "corsAllowOrigin",
            "CorsAllowOrigin",
            "cors_allow_origin",
            new Text(
                    OriginPattern.LIST,
                    "* or origins such as https://shop.example, separated by commas without spaces: in lower case, without a path and a default port"),
            "",
            "The origins whose web pages may read; * for all origins, empty for none"),
    READ_POLICY(
            "readPolicy",
            "ReadPolicy",
            "read_policy",
            new Policy(),
            "",
            "The read policy; a file is validated and packaged. Empty means authenticated with the API access IAM, and allow-all with"
                    + " OPEN_TO_THE_INTERNET"),
    TENANT_CLAIM(
            "tenantClaim",
            "TenantClaim",
            "tenant_claim",
            new Text(
                    "[!-z|~]([ -z|~]{0,254}[!-z|~])?",
                    "1 to 256 printable ASCII characters without braces, and without spaces around them"),
            "",
            "The claim that contains the tenant of the caller. It must be set if and only if the catalog has tenants"),
    PROTECTED(
            "protectedData",
            "Protected",
            "protected",
            new Choice(List.of("auto", "true", "false")),
            "auto",
            "Whether the table is protected against deletion and retained; auto means only in environments whose name up to the first"
                    + " hyphen is prod, production, prd or live"),
    KMS_KEY_ARN(
            "kmsKeyArn",
            "KmsKeyArn",
            "kms_key_arn",
            new Text(
                    "arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}",
                    "the ARN of a KMS key, not of an alias"),
            "",
            "The customer-managed key that encrypts the bus, the queues, the table, the logs and the configuration of the functions;"
                    + " empty for keys of AWS. ARCHIVE_DAYS must then be 0"),
    SNAP_START(
            "snapStart",
            "SnapStart",
            "snap_start",
            new Flag(),
            "true",
            "Whether the functions start from a snapshot (SnapStart)"),
    RECORD_MEMORY(
            "recordMemory",
            "RecordMemory",
            "record_memory",
            new WholeNumber(512, 10_240, " MB"),
            "1024",
            "The memory of the record function, in MB"),
    FIND_MEMORY(
            "findMemory",
            "FindMemory",
            "find_memory",
            new WholeNumber(512, 10_240, " MB"),
            "1024",
            "The memory of the query function, in MB"),
    ARCHITECTURE(
            "architecture",
            "Architecture",
            "architecture",
            new Choice(List.of("arm64", "x86_64")),
            "arm64",
            "The processor architecture of both functions"),
    RECORD_TIMEOUT(
            "recordTimeout",
            "RecordTimeout",
            "record_timeout",
            new NumberChoice(List.of(5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300), " (seconds)"),
            "30",
            "The timeout of the record function, in seconds. The visibility timeout of the queue is six times this time, plus 60 seconds"),
    FIND_TIMEOUT(
            "findTimeout",
            "FindTimeout",
            "find_timeout",
            new WholeNumber(3, 29, " seconds"),
            "10",
            "The timeout of the query function, in seconds"),
    MAX_RECEIVE_COUNT(
            "maxReceiveCount",
            "MaxReceiveCount",
            "max_receive_count",
            new WholeNumber(1, 1000, ""),
            "5",
            "The number of receives after which SQS moves a message to the dead-letter queue"),
    BATCH_SIZE(
            "batchSize",
            "BatchSize",
            "batch_size",
            new WholeNumber(1, 10_000, ""),
            "25",
            "The maximum number of messages per invocation. Above 10, a batch window is needed"),
    BATCH_WINDOW(
            "batchWindow",
            "BatchWindow",
            "batch_window",
            new WholeNumber(0, ActivitySystemProps.MAX_BATCH_WINDOW, " seconds"),
            "1",
            "The maximum time that Lambda gathers messages for a batch, in seconds"),
    MAXIMUM_CONCURRENCY(
            "maximumConcurrency",
            "MaximumConcurrency",
            "maximum_concurrency",
            new WholeNumber(2, 1000, ""),
            "20",
            "The maximum number of concurrent invocations of the record function"),
    LOG_RETENTION_DAYS(
            "logRetention",
            "LogRetentionDays",
            "log_retention_days",
            new NumberChoice(
                    List.of(
                            1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
                            3288, 3653),
                    " (days)"),
            "30",
            "How long CloudWatch keeps the logs, in days"),
    THROTTLING_RATE(
            "throttlingRate",
            "ThrottlingRate",
            "throttling_rate",
            new WholeNumber(1, 10_000, " requests per second"),
            "100",
            "The number of requests per second that the API accepts on average"),
    THROTTLING_BURST(
            "throttlingBurst",
            "ThrottlingBurst",
            "throttling_burst",
            new WholeNumber(1, 5000, " requests"),
            "200",
            "The number of requests that the API accepts in a burst"),
    ARCHIVE_DAYS(
            "archiveDays",
            "ArchiveDays",
            "archive_days",
            new WholeNumber(0, 3650, " days"),
            "0",
            "How long the archive of the bus keeps events, in days; 0 for no archive. Must be 0 with a shared bus"),
    REJECT_UNRECORDABLE(
            "rejectUnrecordable",
            "RejectUnrecordable",
            "reject_unrecordable",
            new Flag(),
            "false",
            "Whether events of unknown types and events without an entity become dead letters; false: they are acknowledged and logged"),
    MAX_EVENT_BYTES(
            "maxEventBytes",
            "MaxEventBytes",
            "max_event_bytes",
            new WholeNumber(1, Integer.MAX_VALUE, ""),
            "1048576",
            "The maximum of what one event may give to write, in bytes"),
    TRACE_URL_TEMPLATE(
            "traceUrlTemplate",
            "TraceUrlTemplate",
            "trace_url_template",
            new Text(Patterns.TRACE_URL, "an http or https URL that contains {trace_id} after the host"),
            "",
            "The links of activities to a trace viewer: a URL with {trace_id}, optionally {span_id}; empty for no links"),
    TELEMETRY_IDS(
            "telemetryIds",
            "TelemetryIds",
            "telemetry_ids",
            new Flag(),
            "false",
            "Whether log lines and spans contain tenants and ids of entities, which may identify persons"),
    LOG_LEVEL(
            "logLevel",
            "LogLevel",
            "log_level",
            new Choice(List.of("INFO", "WARN", "ERROR")),
            "INFO",
            "The lowest level of the functions' log lines"),
    METRICS(
            "metrics",
            "Metrics",
            "metrics",
            new Choice(List.of("auto", "emf", "none")),
            "auto",
            "Whether the record function writes metrics of its outcomes to its log, as CloudWatch's embedded metric format (emf); auto means only"
                    + " without Datadog and OpenTelemetry"),
    AUDIT_KEY_SECRET_ARN(
            "auditKeySecretArn",
            "AuditKeySecretArn",
            "audit_key_secret_arn",
            new Text(Patterns.SECRET_ARN, "the ARN of a Secrets Manager secret, not the key itself"),
            "",
            "The ARN of the secret with the key of the hashes in the log of reads; empty for no key. It is resolved at the deployment"),
    ENVIRONMENT(
            "environment",
            null,
            "environment",
            new FilePath(),
            "",
            "The path of a JSON file with an object of texts: more environment variables of both functions; empty for none"),
    ALARM_TOPIC_ARN(
            "alarmTopicArn",
            "AlarmTopicArn",
            "alarm_topic_arn",
            new Text("arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}", "the ARN of an SNS topic"),
            "",
            "The ARN of the SNS topic that alarms notify; empty for none"),
    MESSAGE_AGE_ALARM(
            "messageAgeAlarm",
            "MessageAgeAlarmSeconds",
            "message_age_alarm",
            new WholeNumber(60, 86_400, " seconds"),
            "600",
            "The age of the oldest message above which an alarm is raised, in seconds"),
    DD_API_KEY_SECRET_ARN(
            "datadog.apiKeySecretArn",
            "DatadogSecretArn",
            "datadog.secret_arn",
            new Text(Patterns.SECRET_ARN, "the ARN of a Secrets Manager secret, not the key itself"),
            "",
            "The ARN of the secret with the API key of Datadog; empty for no Datadog"),
    DD_SITE(
            "datadog.site",
            "DatadogSite",
            "datadog.site",
            new Text("[a-z0-9-]+(\\.[a-z0-9-]+)+", "a host name, for example datadoghq.eu"),
            "",
            "The site of Datadog, for example datadoghq.eu; required with a secret"),
    DD_TRACER_LAYER_VERSION(
            "datadog.tracerLayerVersion",
            "DatadogTracerLayerVersion",
            "datadog.tracer_layer_version",
            new WholeNumber(1, 100_000, ""),
            "27",
            "The version of the layer dd-trace-java"),
    DD_EXTENSION_LAYER_VERSION(
            "datadog.extensionLayerVersion",
            "DatadogExtensionLayerVersion",
            "datadog.extension_layer_version",
            new WholeNumber(1, 100_000, ""),
            "99",
            "The version of the layer Datadog-Extension, or Datadog-Extension-ARM on arm64"),
    DD_CAPTURE_LAMBDA_PAYLOAD(
            "datadog.capturePayload",
            "DatadogCapturePayload",
            "datadog.capture_payload",
            new Flag(),
            "false",
            "Whether Datadog receives requests and responses. They contain personal data"),
    DD_DATA_STREAMS(
            "datadog.dataStreams",
            "DatadogDataStreams",
            "datadog.data_streams",
            new Flag(),
            "true",
            "Whether Datadog's Data Streams Monitoring gets a checkpoint for each event"),
    DD_TAGS(
            "datadog.tags",
            "DatadogTags",
            "datadog.tags",
            new Text(
                    "[a-z][a-z0-9_./-]*:[A-Za-z0-9_./-]+(,[a-z][a-z0-9_./-]*:[A-Za-z0-9_./-]+)*",
                    "tags name:value, separated by commas; names in lower case, values of letters, digits and _./-"),
            "",
            "The tags of spans and logs in Datadog, for example domain:orders. The packaging tool and the CDK app add the team of TAGS,"
                    + " and the commit and the repository of git, unless the value contains them"),
    OTEL_LAYERS(
            "openTelemetry.layerArns",
            "OpenTelemetryLayers",
            "open_telemetry.layer_arns",
            new TextList(
                    new Text("arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:layer:[A-Za-z0-9_-]+:[0-9]+", "a layer's ARN"),
                    5),
            "",
            "The ARNs of 1 to 5 versions of OpenTelemetry layers; empty for none"),
    OTEL_WRAPPER(
            "openTelemetry.wrapper",
            "OpenTelemetryWrapper",
            "open_telemetry.wrapper",
            new Text("/[!-z|~]{1,255}", "an absolute path without braces"),
            "",
            "The start script of the layers; empty if they need no script"),
    OTEL_ENDPOINT(
            "openTelemetry.endpoint",
            "OpenTelemetryEndpoint",
            "open_telemetry.endpoint",
            new Text("https?://[!-z|~]{1,255}", "an http or https URL without braces"),
            "",
            "The address that receives spans and metrics; empty for the default of the layers"),
    TAGS(
            "tags",
            null,
            "tags",
            new TextMap(
                    new Text(
                            "(?!(?i:aws:)| |.* $)[\\p{L}\\p{N} _.:/+@-]{1,128}",
                            "1 to 128 letters, digits, inner spaces and _.:/+@-, not starting with aws:"),
                    new Text(
                            "(?! |.* $)[\\p{L}\\p{N} _.:/=+@-]{1,256}",
                            "1 to 256 letters, digits, inner spaces and _.:/=+@-"),
                    40,
                    List.of("Service", "Environment")),
            "",
            "Additional tags of all resources, for example team=shop,cost-centre=42. Service and Environment are always set"),
    AWS_REGION(
            null,
            null,
            null,
            new Text("[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}", "the name of an AWS region, for example eu-west-1"),
            "",
            "The AWS region of the deployment"),
    STACK_NAME(
            null,
            null,
            null,
            new Text("[A-Za-z][A-Za-z0-9-]{0,127}", "1 to 128 letters, digits and hyphens, starting with a letter"),
            "",
            "The stack of the CDK and of SAM; empty for ActivityTimeline-<env>"),
    TF_STATE_BUCKET_NAME(
            null,
            null,
            null,
            new Text("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket"),
            "",
            "The S3 bucket of Terraform's state; tf-apply needs it"),
    TF_STATE_KEY(
            null,
            null,
            null,
            new Text("[A-Za-z0-9!_.*'()/-]{1,1024}", "the key of an S3 object"),
            "",
            "The key of Terraform's state in the bucket; empty for activity-timeline/<env>/terraform.tfstate");

    /** An enum cannot use its own constants in its values. */
    private static final class Patterns {

        private static final String SECRET_ARN =
                "arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+";

        private static final String LABEL =
                "([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)*[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?";
        private static final String PART = "([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2}|\\{span_id\\})*";
        private static final String PART_WITH_TRACE = PART + "\\{trace_id\\}(" + PART + "\\{trace_id\\})*" + PART;
        /** Every text that matches is also valid for the functions. Their own rule is a URL, which no pattern describes exactly. */
        private static final String TRACE_URL = "https?://" + LABEL + "(:[0-9]{1,5})?[/?](" + PART_WITH_TRACE + "(#"
                + PART + "(\\{trace_id\\}" + PART + ")*)?|" + PART + "#" + PART_WITH_TRACE + ")";
    }

    private final @Nullable String property;
    private final @Nullable String samParameter;
    private final @Nullable String terraformVariable;
    private final SettingForm form;
    private final String defaultValue;
    private final String sentence;

    Setting(
            @Nullable String property,
            @Nullable String samParameter,
            @Nullable String terraformVariable,
            SettingForm form,
            String defaultValue,
            String sentence) {
        this.property = property;
        this.samParameter = samParameter;
        this.terraformVariable = terraformVariable;
        this.form = form;
        this.defaultValue = defaultValue;
        this.sentence = sentence;
    }

    /** Returns the property of {@link ActivitySystemProps}, or null if only a target of make needs the setting. */
    @Nullable
    String property() {
        return property;
    }

    /** Returns the parameter of the SAM template, or null if the packaging tool writes the value into the template or next to it. */
    @Nullable
    String samParameter() {
        return samParameter;
    }

    /** Returns the variable of the Terraform module, or null if only a target of make needs the setting. */
    @Nullable
    String terraformVariable() {
        return terraformVariable;
    }

    SettingForm form() {
        return form;
    }

    /** Returns the value that applies if the setting is not set. An empty text means none. */
    String defaultValue() {
        return defaultValue;
    }

    /** Returns the default of a number. */
    int defaultNumber() {
        return Integer.parseInt(defaultValue);
    }

    /** Returns the meaning of the setting: a sentence without its full stop. */
    String sentence() {
        return sentence;
    }

    /** Returns whether a value can be a secret by mistake. Messages then do not show it. */
    boolean isSensitive() {
        return name().endsWith("_SECRET_ARN");
    }
}
