package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * The settings of an {@link ActivitySystem}. Only the environment and the jar are mandatory. The SAM template and the Terraform
 * module have the same settings, with the same defaults and bounds. Immutable and thread-safe.
 */
@Value.Immutable
@ValueStyle
public sealed interface ActivitySystemProps permits ImmutableActivitySystemProps {

    /** Maximum of {@link #batchWindow()}, in seconds. The visibility timeout of the queue always contains this time. */
    int MAX_BATCH_WINDOW = 60;

    /** The environments whose data are protected by default: the beginnings of their names, up to the first hyphen. */
    Set<String> PROTECTED_ENVIRONMENTS = Set.of("prod", "production", "prd", "live");

    /**
     * Returns the environment, a part of every name: 1 to 10 lower-case letters, digits and hyphens. It starts with a letter or a digit,
     * but not with {@code aws} or {@code ssm}.
     */
    String env();

    /**
     * Returns the service, the beginning of every name: 1 to 20 letters and digits. Systems of different services can exist in one
     * environment. It is permanent, because another one replaces the table, the bus and the queues. Default: {@code ActivityService}.
     */
    @Value.Default
    default String serviceName() {
        return Setting.SERVICE_NAME.defaultValue();
    }

    /**
     * Returns the path of the SSM parameters by which other services find this system, for example {@code /dev/ActivityService}, or null for
     * {@code /<env>/<service name>}. It does not end with a slash. Change it to take over the parameters of another system.
     */
    @Nullable
    String parameterPath();

    /** Returns the path of the deployable jar, {@code activity-aws-adapters-*-lambda.jar}. */
    Path functionsJar();

    /** Returns the path of the catalog, or null for the reference catalog. The rules and the functions use the same catalog. */
    @Nullable
    Path catalog();

    /** Returns the deployed version or commit. The descriptions of the functions contain it. Default: {@code latest}. */
    @Value.Default
    default String version() {
        return Setting.VERSION.defaultValue();
    }

    /**
     * Returns the number of buckets that the catalog's entries are divided into: 64, 128 or 256. A bucket with an entry has one rule per
     * bus. Default: 64. Another number is only needed if an event pattern is too long; the message then says so.
     */
    @Value.Default
    default int ruleBuckets() {
        return Setting.RULE_BUCKETS.defaultNumber();
    }

    /** Returns whether rules on the shared bus also send events to this system. Default: only in {@code dev} and {@code prod}. */
    @Value.Default
    default boolean integrated() {
        return env().equals("dev") || env().equals("prod");
    }

    /** Returns the callers that the API accepts. Default: {@link ApiAccess#IAM}. */
    @Value.Default
    default ApiAccess apiAccess() {
        return ApiAccess.IAM;
    }

    /**
     * Returns whether the table is protected against deletion. A protected table remains when the stack is deleted. Default: only if the
     * environment up to its first hyphen is {@code prod}, {@code production}, {@code prd} or {@code live}.
     */
    @Value.Default
    default boolean protectedData() {
        return PROTECTED_ENVIRONMENTS.contains(env().split("-", 2)[0]);
    }

    /**
     * Returns the ARN of the customer-managed KMS key that encrypts the bus, the queues, the table, the log groups, and the environment
     * variables and snapshots of the functions. Null means keys of AWS. The key must be in the region of the stack, and its policy must
     * allow EventBridge and CloudWatch Logs to use it: {@code docs/deploy.md} contains this policy. {@link #archiveDays()} must then be 0.
     */
    @Nullable
    String kmsKeyArn();

    /** Returns whether the functions start from a snapshot of an initialised function (SnapStart). Default: true. */
    @Value.Default
    default boolean snapStart() {
        return true;
    }

    /** Returns the user pools of {@link ApiAccess#COGNITO}, or null for another access. */
    @Nullable
    Cognito cognito();

    /** Returns the authorizer of {@link ApiAccess#AUTHORIZER}, or null for another access. */
    @Nullable
    LambdaAuthorizer authorizer();

    /**
     * Returns the path of a JSON file with the resource policy of the API, or null for none. It is a policy of IAM with principals. A resource
     * may begin with {@code execute-api:/} instead of the ARN of the API. With {@link ApiAccess#IAM}, it must not allow every principal
     * without a condition.
     */
    @Nullable
    Path apiResourcePolicy();

    /**
     * Returns the origins whose web pages may read, for example {@code https://shop.example}, separated by commas, or {@code *} for all
     * origins, or null for none.
     */
    @Nullable
    String corsAllowOrigin();

    /**
     * Returns the read policy: {@code authenticated}, {@code claim:<claim>=<entity type>}, {@code allow-all}, or the path of a policy
     * file, which becomes a part of the functions' package. Null means {@code authenticated} with {@link ApiAccess#IAM} and {@code allow-all} with {@link ApiAccess#OPEN_TO_THE_INTERNET}. With another
     * access, it must be set. Only an API that is open to the internet can have {@code allow-all}.
     */
    @Nullable
    String readPolicy();

    /** Returns the claim that contains the tenant of the caller. It must be set if and only if the catalog has tenants. */
    @Nullable
    String tenantClaim();

    /** Returns the memory of the record function, in MB: 512 to 10,240. Default: 1,024. */
    @Value.Default
    default int recordMemory() {
        return Setting.RECORD_MEMORY.defaultNumber();
    }

    /** Returns the memory of the query function, in MB: 512 to 10,240. Default: 1,024. */
    @Value.Default
    default int findMemory() {
        return Setting.FIND_MEMORY.defaultNumber();
    }

    /** Returns the processor architecture of both functions. Default: arm64. */
    @Value.Default
    default Architecture architecture() {
        return Architecture.ARM_64;
    }

    /**
     * Returns the timeout of the record function, in seconds: 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240 or 300. Default: 30. The
     * visibility timeout of the queue is six times this time, plus {@value #MAX_BATCH_WINDOW} seconds. A SAM template cannot compute it,
     * so only these times are allowed.
     */
    @Value.Default
    default int recordTimeout() {
        return Setting.RECORD_TIMEOUT.defaultNumber();
    }

    /** Returns the timeout of the query function, in seconds: 3 to 29 (the limit of API Gateway). Default: 10. */
    @Value.Default
    default int findTimeout() {
        return Setting.FIND_TIMEOUT.defaultNumber();
    }

    /** Returns the number of receives after which SQS moves a message to the dead-letter queue: 1 to 1,000. Default: 5. */
    @Value.Default
    default int maxReceiveCount() {
        return Setting.MAX_RECEIVE_COUNT.defaultNumber();
    }

    /** Returns the maximum number of messages per invocation: 1 to 10,000. Above 10, a window is needed. Default: 25. */
    @Value.Default
    default int batchSize() {
        return Setting.BATCH_SIZE.defaultNumber();
    }

    /** Returns the maximum time that Lambda gathers messages for a batch, in seconds: 0 to {@value #MAX_BATCH_WINDOW}. Default: 1. */
    @Value.Default
    default int batchWindow() {
        return Setting.BATCH_WINDOW.defaultNumber();
    }

    /** Returns the maximum number of concurrent invocations of the record function: 2 to 1,000. Default: 20. */
    @Value.Default
    default int maximumConcurrency() {
        return Setting.MAXIMUM_CONCURRENCY.defaultNumber();
    }

    /** Returns how long CloudWatch keeps the logs; not {@link RetentionDays#INFINITE}. Default: 30 days. */
    @Value.Default
    default RetentionDays logRetention() {
        return RetentionDays.ONE_MONTH;
    }

    /** Returns the number of requests per second that the API accepts on average: 1 to 10,000. Default: 100. */
    @Value.Default
    default int throttlingRate() {
        return Setting.THROTTLING_RATE.defaultNumber();
    }

    /** Returns the number of requests that the API accepts in a burst: 1 to 5,000. Default: 200. */
    @Value.Default
    default int throttlingBurst() {
        return Setting.THROTTLING_BURST.defaultNumber();
    }

    /**
     * Returns how long the archive of the bus keeps events, in days: 1 to 3,650, or 0 for no archive. Must be 0 with a shared bus or with
     * {@link #kmsKeyArn()}. Default: 0.
     */
    @Value.Default
    default int archiveDays() {
        return Setting.ARCHIVE_DAYS.defaultNumber();
    }

    /**
     * Returns whether events of unknown types and events without an entity become dead letters. Otherwise they are acknowledged, counted
     * and logged. Default: false.
     */
    @Value.Default
    default boolean rejectUnrecordable() {
        return Boolean.parseBoolean(Setting.REJECT_UNRECORDABLE.defaultValue());
    }

    /** Returns the maximum of what one event may give to write, in bytes: 1 to 2,147,483,647. Default: 1,048,576. */
    @Value.Default
    default int maxEventBytes() {
        return Setting.MAX_EVENT_BYTES.defaultNumber();
    }

    /**
     * Returns the links of activities to a trace viewer, or null for none: an http or https URL with <code>{trace_id}</code>, optionally
     * <code>{span_id}</code>.
     */
    @Nullable
    String traceUrlTemplate();

    /** Returns whether log lines and spans contain tenants and ids of entities, which may identify persons. Default: false. */
    @Value.Default
    default boolean telemetryIds() {
        return Boolean.parseBoolean(Setting.TELEMETRY_IDS.defaultValue());
    }

    /** Returns the lowest level of the functions' log lines: {@code INFO}, {@code WARN} or {@code ERROR}. Default: {@code INFO}. */
    @Value.Default
    default String logLevel() {
        return Setting.LOG_LEVEL.defaultValue();
    }

    /**
     * Returns whether the record function writes metrics of its outcomes to its log, in CloudWatch's embedded metric format: {@code emf},
     * {@code none}, or {@code auto}, which means {@code emf} without {@link #datadog()} and {@link #openTelemetry()}. With one of them, it
     * must not be {@code emf}. The alarm {@code record-delay} needs these metrics. Default: {@code auto}.
     */
    @Value.Default
    default String metrics() {
        return Setting.METRICS.defaultValue();
    }

    /**
     * Returns the ARN of the secret with the key of the hashes in the log of reads, or null for no key. CloudFormation resolves the
     * secret when it deploys the function, so the template does not contain the key.
     */
    @Nullable
    String auditKeySecretArn();

    /**
     * Returns more environment variables of both functions. Names that Lambda reserves, that this construct sets, or that look like names
     * of secrets are rejected. All variables of a function together have at most 4,096 bytes. Default: none.
     */
    Map<String, String> environment();

    /** Returns the ARN of the SNS topic that alarms notify, or null for none. */
    @Nullable
    String alarmTopicArn();

    /** Returns the age of the oldest message above which an alarm is raised, in seconds: 60 to 86,400. Default: 600. */
    @Value.Default
    default int messageAgeAlarm() {
        return Setting.MESSAGE_AGE_ALARM.defaultNumber();
    }

    /** Returns the settings of the Datadog layers, or null for none. Excludes {@link #openTelemetry()}. */
    @Nullable
    Datadog datadog();

    /** Returns the settings of the OpenTelemetry layers, or null for none. Excludes {@link #datadog()}. */
    @Nullable
    OpenTelemetry openTelemetry();

    /**
     * Returns additional tags of all resources: at most 40. The tags {@code Service} and {@code Environment} are always set. The keys
     * must differ from each other and from these two, also if case is ignored. Default: none.
     */
    Map<String, String> tags();

    /** Returns a builder with the mandatory settings. */
    static Builder builder(String env, Path functionsJar) {
        return new Builder().env(env).functionsJar(functionsJar);
    }

    /** The callers that the API accepts. */
    enum ApiAccess {
        /** Callers must sign their requests. Their IAM policies decide what they can read. */
        IAM,
        /** Callers must send a token of an Amazon Cognito user pool. {@link ActivitySystemProps#cognito()} names the pools. */
        COGNITO,
        /** A Lambda function decides. {@link ActivitySystemProps#authorizer()} names it. */
        AUTHORIZER,
        /** Everybody who knows the address can read all timelines. Only for demonstrations with data that can be public. */
        OPEN_TO_THE_INTERNET
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableActivitySystemProps.Builder {

        Builder() {}

        /** Throws {@link IllegalArgumentException} if a value is out of its range, or two values exclude each other. */
        @Override
        public ActivitySystemProps build() {
            ActivitySystemProps props = super.build();
            PropertyValues.of(props).check();
            return props;
        }
    }
}
