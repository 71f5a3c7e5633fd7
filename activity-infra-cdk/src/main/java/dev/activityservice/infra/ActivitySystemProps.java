package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * What an {@link ActivitySystem} is made of: its environment and jar, and what may differ from the defaults. The SAM
 * template and the Terraform module have the same parameters with the same defaults and bounds. Immutable and
 * thread-safe.
 */
@Value.Immutable
@ValueStyle
public sealed interface ActivitySystemProps permits ImmutableActivitySystemProps {

    /** The longest window for a batch to gather, in seconds; the queue's visibility timeout always covers it. */
    int MAX_BATCH_WINDOW = 60;

    /** The environment, part of every name: 1 to 10 lower-case letters, digits and hyphens. */
    String env();

    /** The self-contained jar of the adapters. */
    Path functionsJar();

    /** The catalog that sets the rules and that the functions load; null for the reference catalog. */
    @Nullable
    Path catalog();

    /** The version or commit that is deployed; shown in the functions' descriptions. */
    @Value.Default
    default String version() {
        return "latest";
    }

    /** Whether rules on the shared bus forward to ours; by default in {@code dev} and {@code prod}. */
    @Value.Default
    default boolean integrated() {
        return env().equals("dev") || production();
    }

    @Value.Default
    default ApiAccess apiAccess() {
        return ApiAccess.IAM;
    }

    /** Of the record function, in MB: 512 to 10,240. */
    @Value.Default
    default int recordMemory() {
        return 1024;
    }

    /** Of the query function, in MB: 512 to 10,240. */
    @Value.Default
    default int findMemory() {
        return 1024;
    }

    @Value.Default
    default Architecture architecture() {
        return Architecture.ARM_64;
    }

    /** Of the record function, in seconds: 5 to 300. The queue's visibility timeout is six times as long, and a minute. */
    @Value.Default
    default int recordTimeout() {
        return 30;
    }

    /** Of the query function, in seconds: 3 to 29, API Gateway's limit. */
    @Value.Default
    default int findTimeout() {
        return 10;
    }

    /** How often a message is received before it is dead-lettered: 1 to 1,000. */
    @Value.Default
    default int maxReceiveCount() {
        return 5;
    }

    /** Messages per invocation, at most: 1 to 10,000; above 10 only with a window. */
    @Value.Default
    default int batchSize() {
        return 25;
    }

    /** How long a batch may gather, in seconds: 0 to {@value #MAX_BATCH_WINDOW}. */
    @Value.Default
    default int batchWindow() {
        return 1;
    }

    /** Concurrent invocations for the queue, at most: 2 to 1,000. */
    @Value.Default
    default int maximumConcurrency() {
        return 20;
    }

    @Value.Default
    default RetentionDays logRetention() {
        return RetentionDays.ONE_MONTH;
    }

    /** Requests per second that the API admits in the long run: 1 to 10,000. */
    @Value.Default
    default int throttlingRate() {
        return 100;
    }

    /** Requests that the API admits at once: 1 to 5,000. */
    @Value.Default
    default int throttlingBurst() {
        return 200;
    }

    /** How long the bus's archive keeps events, in days: 1 to 3,650; 0 for no archive. */
    @Value.Default
    default int archiveDays() {
        return 0;
    }

    /** Where alarms go: an SNS topic's ARN; null for nowhere. */
    @Nullable
    String alarmTopicArn();

    /** The age of the oldest message, in seconds, from which on an alarm is raised: 60 to 86,400. */
    @Value.Default
    default int messageAgeAlarm() {
        return 600;
    }

    /** Null for off. Not together with OpenTelemetry layers. */
    @Nullable
    Datadog datadog();

    /** Null for off. Not together with Datadog. */
    @Nullable
    OpenTelemetry openTelemetry();

    static Builder builder(String env, Path functionsJar) {
        return new Builder().env(env).functionsJar(functionsJar);
    }

    /** Production keeps its table: it is protected against deletion, and stays when the stack goes. */
    default boolean production() {
        return env().equals("prod");
    }

    /** Who may call the API. */
    enum ApiAccess {
        /** Callers sign their requests, and their IAM policies say what they may read. */
        IAM,
        /** Anyone who knows the address reads every timeline. For demonstrations, with data that may be public. */
        OPEN_TO_THE_INTERNET
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableActivitySystemProps.Builder {

        private static final Pattern ENV = Pattern.compile("[a-z][a-z0-9-]{0,9}");
        private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,64}");

        Builder() {}

        /** Throws {@link IllegalArgumentException} if a value is out of its range, or two do not go together. */
        @Override
        public ActivitySystemProps build() {
            ActivitySystemProps props = super.build();
            check(ENV.matcher(props.env()).matches(), "environment", props.env(), "is not [a-z][a-z0-9-]{0,9}");
            check(
                    VERSION.matcher(props.version()).matches(),
                    "version",
                    props.version(),
                    "is not [A-Za-z0-9._+-]{1,64}");
            between("record memory", props.recordMemory(), 512, 10_240);
            between("find memory", props.findMemory(), 512, 10_240);
            between("record timeout", props.recordTimeout(), 5, 300);
            between("find timeout", props.findTimeout(), 3, 29);
            between("receive count", props.maxReceiveCount(), 1, 1_000);
            between("batch size", props.batchSize(), 1, 10_000);
            between("batch window", props.batchWindow(), 0, MAX_BATCH_WINDOW);
            check(
                    props.batchSize() <= 10 || props.batchWindow() > 0,
                    "batch size",
                    String.valueOf(props.batchSize()),
                    "needs a window, being above 10");
            between("maximum concurrency", props.maximumConcurrency(), 2, 1_000);
            between("throttling rate", props.throttlingRate(), 1, 10_000);
            between("throttling burst", props.throttlingBurst(), 1, 5_000);
            between("archive days", props.archiveDays(), 0, 3_650);
            between("message age alarm", props.messageAgeAlarm(), 60, 86_400);
            if (props.datadog() != null && props.openTelemetry() != null) {
                throw new IllegalArgumentException(
                        "Invalid telemetry: Datadog and OpenTelemetry layers exclude each other");
            }
            return props;
        }

        private static void between(String what, int value, int least, int most) {
            check(
                    value >= least && value <= most,
                    what,
                    String.valueOf(value),
                    "is not between " + least + " and " + most);
        }

        private static void check(boolean holds, String what, String value, String fault) {
            if (!holds) {
                throw new IllegalArgumentException("Invalid " + what + ": " + Quoted.of(value) + " " + fault);
            }
        }
    }
}
