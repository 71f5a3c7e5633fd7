package dev.activityservice.infra;

import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.logs.RetentionDays;

/** The settings of one deployment, in the form of each flavour. */
enum Scenario {
    /** Only defaults. */
    DEFAULTS("dev", null) {
        @Override
        ActivitySystemProps props(Path jar) {
            return ActivitySystemProps.builder("dev", jar).build();
        }

        @Override
        Map<String, Object> sam() {
            return Map.of();
        }

        @Override
        Map<String, Object> terraform() {
            return Map.of();
        }
    },
    /** Production with Datadog and an archive. No parameter has its default. */
    EVERYTHING("prod", "catalog-with-prefix.json") {
        @Override
        ActivitySystemProps props(Path jar) {
            return ActivitySystemProps.builder("prod", jar)
                    .catalog(catalog())
                    .version("1.2.3")
                    .recordMemory(2048)
                    .findMemory(768)
                    .architecture(Architecture.X86_64)
                    .recordTimeout(60)
                    .findTimeout(20)
                    .maxReceiveCount(7)
                    .batchSize(100)
                    .batchWindow(5)
                    .maximumConcurrency(50)
                    .logRetention(RetentionDays.THREE_MONTHS)
                    .throttlingRate(300)
                    .throttlingBurst(500)
                    .archiveDays(30)
                    .alarmTopicArn("arn:aws:sns:eu-west-1:123456789012:alarms")
                    .messageAgeAlarm(900)
                    .datadog(Datadog.builder(SECRET, "datadoghq.eu")
                            .tracerLayerVersion(28)
                            .extensionLayerVersion(100)
                            .capturePayload(true)
                            .build())
                    .build();
        }

        @Override
        Map<String, Object> sam() {
            return Map.ofEntries(
                    Map.entry("Env", "prod"),
                    Map.entry("Version", "1.2.3"),
                    Map.entry("RecordMemory", 2048),
                    Map.entry("FindMemory", 768),
                    Map.entry("Architecture", "x86_64"),
                    Map.entry("RecordTimeout", 60),
                    Map.entry("FindTimeout", 20),
                    Map.entry("MaxReceiveCount", 7),
                    Map.entry("BatchSize", 100),
                    Map.entry("BatchWindow", 5),
                    Map.entry("MaximumConcurrency", 50),
                    Map.entry("LogRetentionDays", 90),
                    Map.entry("ThrottlingRate", 300),
                    Map.entry("ThrottlingBurst", 500),
                    Map.entry("ArchiveDays", 30),
                    Map.entry("AlarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms"),
                    Map.entry("MessageAgeAlarmSeconds", 900),
                    Map.entry("DatadogSecretArn", SECRET),
                    Map.entry("DatadogSite", "datadoghq.eu"),
                    Map.entry("DatadogTracerLayerVersion", 28),
                    Map.entry("DatadogExtensionLayerVersion", 100),
                    Map.entry("DatadogCapturePayload", "true"));
        }

        @Override
        Map<String, Object> terraform() {
            return Map.ofEntries(
                    Map.entry("env", "prod"),
                    Map.entry("app_version", "1.2.3"),
                    Map.entry("record_memory", 2048),
                    Map.entry("find_memory", 768),
                    Map.entry("architecture", "x86_64"),
                    Map.entry("record_timeout", 60),
                    Map.entry("find_timeout", 20),
                    Map.entry("max_receive_count", 7),
                    Map.entry("batch_size", 100),
                    Map.entry("batch_window", 5),
                    Map.entry("maximum_concurrency", 50),
                    Map.entry("log_retention_days", 90),
                    Map.entry("throttling_rate", 300),
                    Map.entry("throttling_burst", 500),
                    Map.entry("archive_days", 30),
                    Map.entry("alarm_topic_arn", "arn:aws:sns:eu-west-1:123456789012:alarms"),
                    Map.entry("message_age_alarm", 900),
                    Map.entry(
                            "datadog",
                            Map.of(
                                    "secret_arn",
                                    SECRET,
                                    "site",
                                    "datadoghq.eu",
                                    "tracer_layer_version",
                                    28,
                                    "extension_layer_version",
                                    100,
                                    "capture_payload",
                                    true)));
        }
    },
    /** The environment of a developer: no shared bus, an open API, OpenTelemetry layers. */
    DEVELOPER("ann", null) {
        @Override
        ActivitySystemProps props(Path jar) {
            return ActivitySystemProps.builder("ann", jar)
                    .apiAccess(ApiAccess.OPEN_TO_THE_INTERNET)
                    .openTelemetry(OpenTelemetry.builder(List.of(LAYER + "agent:1", LAYER + "collector:2"))
                            .wrapper("/opt/otel-handler")
                            .endpoint("http://localhost:4318")
                            .build())
                    .build();
        }

        @Override
        Map<String, Object> sam() {
            return Map.of(
                    "Env", "ann",
                    "ApiAccess", "OPEN_TO_THE_INTERNET",
                    "OpenTelemetryLayers", LAYER + "agent:1," + LAYER + "collector:2",
                    "OpenTelemetryWrapper", "/opt/otel-handler",
                    "OpenTelemetryEndpoint", "http://localhost:4318");
        }

        @Override
        Map<String, Object> terraform() {
            return Map.of(
                    "env", "ann",
                    "api_access", "OPEN_TO_THE_INTERNET",
                    "open_telemetry",
                            Map.of(
                                    "layer_arns", List.of(LAYER + "agent:1", LAYER + "collector:2"),
                                    "wrapper", "/opt/otel-handler",
                                    "endpoint", "http://localhost:4318"));
        }
    },
    /** An integrated environment other than dev and prod. Datadog with its defaults, on arm64. */
    STAGE("stage", null) {
        @Override
        ActivitySystemProps props(Path jar) {
            return ActivitySystemProps.builder("stage", jar)
                    .integrated(true)
                    .datadog(Datadog.builder(SECRET, "datadoghq.com").build())
                    .build();
        }

        @Override
        Map<String, Object> sam() {
            return Map.of(
                    "Env", "stage", "Integrated", "true", "DatadogSecretArn", SECRET, "DatadogSite", "datadoghq.com");
        }

        @Override
        Map<String, Object> terraform() {
            return Map.of(
                    "env",
                    "stage",
                    "integrated",
                    true,
                    "datadog",
                    Map.of("secret_arn", SECRET, "site", "datadoghq.com"));
        }
    },
    /** OpenTelemetry layers without a start script and an endpoint. */
    LAYERS("layers", null) {
        @Override
        ActivitySystemProps props(Path jar) {
            return ActivitySystemProps.builder("layers", jar)
                    .openTelemetry(
                            OpenTelemetry.builder(List.of(LAYER + "agent:1")).build())
                    .build();
        }

        @Override
        Map<String, Object> sam() {
            return Map.of("Env", "layers", "OpenTelemetryLayers", LAYER + "agent:1");
        }

        @Override
        Map<String, Object> terraform() {
            return Map.of("env", "layers", "open_telemetry", Map.of("layer_arns", List.of(LAYER + "agent:1")));
        }
    };

    static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog-AbCdEf";
    private static final String LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:";

    final String env;
    private final @Nullable String catalog;

    Scenario(String env, @Nullable String catalog) {
        this.env = env;
        this.catalog = catalog;
    }

    /** Returns whether rules on the shared bus exist. */
    final boolean integrated() {
        return this == DEFAULTS || this == EVERYTHING || this == STAGE;
    }

    abstract ActivitySystemProps props(Path jar);

    abstract Map<String, Object> sam();

    abstract Map<String, Object> terraform();

    @Nullable
    final Path catalog() {
        return catalog == null
                ? null
                : Path.of("src", "test", "resources", catalog).toAbsolutePath();
    }
}
