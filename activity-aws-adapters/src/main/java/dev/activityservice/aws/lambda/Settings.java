package dev.activityservice.aws.lambda;

import dev.activityservice.aws.datadog.DataStreams;
import dev.activityservice.aws.driving.api.CorsOrigins;
import dev.activityservice.aws.driving.api.TraceUrl;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetry.Profile;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import dev.activityservice.port.driven.ReadPolicy;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Reads a function's environment variables and gathers every fault, so that one deployment shows them all. An empty variable
 * counts as one that is not set. Not thread-safe.
 */
final class Settings {

    static final String TABLE_NAME = "ACTIVITY_TABLE_NAME";
    static final String CATALOG = "ACTIVITY_CATALOG";
    static final String READ_POLICY = "ACTIVITY_READ_POLICY";
    static final String REJECT_UNRECORDABLE = "ACTIVITY_REJECT_UNRECORDABLE";
    static final String CORS_ALLOW_ORIGIN = "ACTIVITY_CORS_ALLOW_ORIGIN";
    static final String DEADLINE_RESERVE_MS = "ACTIVITY_DEADLINE_RESERVE_MS";
    static final String TRACE_URL_TEMPLATE = "ACTIVITY_TRACE_URL_TEMPLATE";
    static final String TELEMETRY_PROFILE = "ACTIVITY_TELEMETRY_PROFILE";
    static final String TELEMETRY_IDS = "ACTIVITY_TELEMETRY_IDS";
    static final String STORE_SPANS = "ACTIVITY_STORE_SPANS";
    static final String DATADOG_STREAMS = "ACTIVITY_DATADOG_STREAMS";
    static final String REGION = "AWS_REGION";
    static final String ENDPOINT = "AWS_ENDPOINT_URL_DYNAMODB";
    static final String CONTAINER_CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
    static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
    static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
    static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";

    /** Every variable that is read; {@code docs/configuration.md} has a row for each. */
    static final List<String> NAMES = List.of(
            TABLE_NAME,
            CATALOG,
            READ_POLICY,
            REJECT_UNRECORDABLE,
            CORS_ALLOW_ORIGIN,
            DEADLINE_RESERVE_MS,
            TRACE_URL_TEMPLATE,
            TELEMETRY_PROFILE,
            TELEMETRY_IDS,
            STORE_SPANS,
            DATADOG_STREAMS,
            REGION,
            ENDPOINT,
            CONTAINER_CREDENTIALS,
            INITIALIZATION_TYPE,
            ACCESS_KEY,
            SECRET_KEY,
            SESSION_TOKEN);

    static final String DEFAULT_READ_POLICY = "authenticated";
    static final String DEFAULT_TELEMETRY_PROFILE = "opentelemetry";
    static final long DEFAULT_DEADLINE_RESERVE_MS = 1000;

    private static final long MAX_DEADLINE_RESERVE_MS = 60_000;
    /** Amazon DynamoDB, naming rules. */
    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    private static final Pattern REGION_NAME = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");

    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Throws {@link InvalidSettingsException} with all faults of all settings asked for so far. */
    void requireValid() {
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }

    String tableName() {
        String name = required(TABLE_NAME, "the DynamoDB table's name");
        if (!name.isEmpty() && !TABLE.matcher(name).matches()) {
            faults.add(TABLE_NAME + " is " + quote(name)
                    + ", which is no table name (3 to 255 of a-z, A-Z, 0-9, '_', '.', '-')");
        }
        return name;
    }

    ActivityCatalog catalog() {
        String place = optional(CATALOG);
        if (place == null) {
            return ActivityCatalog.reference();
        }
        try {
            String json = read(place);
            if (json != null) {
                return ActivityCatalog.parse(json);
            }
            faults.add(CATALOG + " is " + quote(place) + ", which is neither a file nor a classpath resource");
        } catch (InvalidCatalogException e) {
            faults.add(CATALOG + " is " + quote(place) + ", which has faults. " + e.getMessage());
        } catch (IOException e) {
            faults.add(CATALOG + " is " + quote(place) + ", which cannot be read as UTF-8 ("
                    + e.getClass().getSimpleName() + ")");
        }
        return ActivityCatalog.reference();
    }

    ReadPolicy readPolicy() {
        return parsed(READ_POLICY, DEFAULT_READ_POLICY, ReadPolicy::parse, ReadPolicy.denyAll());
    }

    CorsOrigins corsOrigins() {
        String origins = optional(CORS_ALLOW_ORIGIN);
        return origins == null
                ? CorsOrigins.none()
                : parsed(CORS_ALLOW_ORIGIN, origins, CorsOrigins::parse, CorsOrigins.none());
    }

    boolean rejectUnrecordable() {
        return flag(REJECT_UNRECORDABLE, false);
    }

    boolean storeSpans() {
        return flag(STORE_SPANS, true);
    }

    /** Where telemetry goes is not among the variables: whoever made the SDK or the agent has decided. */
    AwsTelemetry telemetry(OpenTelemetry openTelemetry) {
        Profile profile = parsed(TELEMETRY_PROFILE, DEFAULT_TELEMETRY_PROFILE, Profile::parse, Profile.OPENTELEMETRY);
        return AwsTelemetry.of(openTelemetry).with(profile).showIds(flag(TELEMETRY_IDS, false));
    }

    /** Null, and nothing of Datadog's is loaded, unless it is wanted. */
    @Nullable
    Consumer<SqsMessage> dataStreams() {
        if (!flag(DATADOG_STREAMS, false)) {
            return null;
        }
        try {
            return DataStreams.create();
        } catch (NoClassDefFoundError e) {
            faults.add(DATADOG_STREAMS + " is true, but Datadog's Java tracer is not there, which brings the API");
            return null;
        }
    }

    TraceUrl traceUrl() {
        String template = optional(TRACE_URL_TEMPLATE);
        return template == null
                ? TraceUrl.none()
                : parsed(TRACE_URL_TEMPLATE, template, TraceUrl::parse, TraceUrl.none());
    }

    Duration deadlineReserve() {
        String value = optional(DEADLINE_RESERVE_MS);
        long millis = DEFAULT_DEADLINE_RESERVE_MS;
        if (value != null) {
            millis = value.matches("[0-9]{1,9}") ? Long.parseLong(value) : -1;
            if (millis < 0 || millis > MAX_DEADLINE_RESERVE_MS) {
                faults.add(DEADLINE_RESERVE_MS + " is " + quote(value)
                        + ", which is no whole number of milliseconds from 0 to " + MAX_DEADLINE_RESERVE_MS);
            }
        }
        return Duration.ofMillis(millis);
    }

    String region() {
        String region = required(REGION, "the region, such as eu-west-1; Lambda sets it");
        if (!region.isEmpty() && !REGION_NAME.matcher(region).matches()) {
            faults.add(REGION + " is " + quote(region) + ", which is no region such as eu-west-1");
        }
        return region;
    }

    @Nullable
    URI endpoint() {
        String endpoint = optional(ENDPOINT);
        return endpoint == null ? null : uri(ENDPOINT, endpoint);
    }

    /**
     * Under SnapStart Lambda offers credentials at a local address, for those of the environment would be old when a snapshot is
     * restored; the provider fetches them when they are needed, and again before they expire.
     */
    AwsCredentialsProvider credentials() {
        String container = optional(CONTAINER_CREDENTIALS);
        if (container != null) {
            uri(CONTAINER_CREDENTIALS, container);
            // It reads the address and its token where Lambda has set them, and nowhere else.
            return ContainerCredentialsProvider.create();
        }
        String accessKey = required(ACCESS_KEY, "credentials; Lambda sets it, or " + CONTAINER_CREDENTIALS);
        String secretKey = required(SECRET_KEY, "credentials; Lambda sets it, or " + CONTAINER_CREDENTIALS);
        String token = optional(SESSION_TOKEN);
        if (accessKey.isEmpty() || secretKey.isEmpty()) {
            return () -> {
                throw new IllegalStateException("Cannot sign requests: the settings have no credentials");
            };
        }
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(accessKey, secretKey)
                        : AwsSessionCredentials.create(accessKey, secretKey, token));
    }

    /** Whether Lambda is about to take a snapshot of this process; without, nothing of the hooks is loaded. */
    boolean snapStart() {
        return "snap-start".equals(optional(INITIALIZATION_TYPE));
    }

    private boolean flag(String name, boolean fallback) {
        String value = optional(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            faults.add(name + " is " + quote(value) + ", which is neither true nor false");
        }
        return value == null ? fallback : value.equals("true");
    }

    private @Nullable URI uri(String name, String value) {
        try {
            URI uri = URI.create(value);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            faults.add(name + " is " + quote(value) + ", which is no http or https URL");
            return null;
        }
        faults.add(name + " is " + quote(value) + ", which is no http or https URL");
        return null;
    }

    private <T> T parsed(String name, String fallback, Function<String, T> parser, T onFault) {
        String value = optional(name);
        try {
            return parser.apply(value == null ? fallback : value);
        } catch (IllegalArgumentException e) {
            faults.add(name + ": " + e.getMessage());
            return onFault;
        }
    }

    private @Nullable String optional(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    private String required(String name, String what) {
        String value = optional(name);
        if (value == null) {
            faults.add(name + " is not set: " + what);
            return "";
        }
        return value;
    }

    private static @Nullable String read(String place) throws IOException {
        byte[] bytes = readFile(place);
        if (bytes == null) {
            String resource = place.startsWith("/") ? place.substring(1) : place;
            try (InputStream in = Settings.class.getClassLoader().getResourceAsStream(resource)) {
                if (in == null) {
                    return null;
                }
                bytes = in.readAllBytes();
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static byte @Nullable [] readFile(String place) throws IOException {
        try {
            Path path = Path.of(place);
            return Files.isRegularFile(path) ? Files.readAllBytes(path) : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static String quote(String value) {
        return "\"" + (value.length() > 64 ? value.substring(0, 64) + "…" : value) + "\"";
    }
}
