package dev.activityservice.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.activityservice.http.CorsOrigins;
import dev.activityservice.testbed.loopback.LoopbackGuard;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link LocalStack}. Immutable and thread-safe.
 *
 * @param port of the bus and the API; 0 takes a free port, here and below
 * @param dataDir the folder of messages and tables, created if it is missing; null keeps everything in memory
 * @param catalog a path or a classpath resource; null for the reference catalog
 * @param maxReceives receives before a message moves to the dead-letter queue: 1 to 1,000, as in SQS
 * @param visibilityTimeout how long a failed message stays invisible: whole seconds, 1 to 43,200 (12 hours), as in SQS
 * @param access who may send requests, in addition to programs on this machine
 * @param reads who may read
 * @param openTelemetry takes the telemetry of the functions; the caller closes it
 */
public record LocalOptions(
        int port,
        int sqsPort,
        int dynamoDbPort,
        @Nullable Path dataDir,
        @Nullable String catalog,
        int maxReceives,
        Duration visibilityTimeout,
        Access access,
        Reads reads,
        OpenTelemetry openTelemetry) {

    /**
     * The {@code Host} and {@code Origin} headers that the ports answer, in addition to this machine's own.
     *
     * @param hosts names without a port
     * @param origins the function's {@code ACTIVITY_CORS_ALLOW_ORIGIN}; null for none
     */
    public record Access(Set<String> hosts, @Nullable String origins) {

        /** Throws {@link IllegalArgumentException} for invalid origins. */
        public Access {
            hosts = Set.copyOf(hosts);
            if (origins != null) {
                CorsOrigins.parse(origins);
            }
        }

        /** Returns the access of programs on this machine only. */
        public static Access local() {
            return new Access(Set.of(), null);
        }

        /** Adds what a page of an allowed origin needs to read a response that is not the function's (Fetch standard). */
        void addCorsHeaders(HttpExchange exchange) {
            addCorsHeaders(exchange.getRequestHeaders(), exchange.getResponseHeaders());
        }

        /** Adds the same to the headers of a response. */
        void addCorsHeaders(Headers request, Headers headers) {
            String origin = request.getFirst("Origin");
            if (isApiOpen()) {
                headers.set("Access-Control-Allow-Origin", ANY);
            } else if (origins != null) {
                headers.set("Vary", "Origin");
                if (origin == null || !allowedOrigins().contains(origin)) {
                    return;
                }
                headers.set("Access-Control-Allow-Origin", origin);
            } else {
                return;
            }
            headers.set("Access-Control-Expose-Headers", "WWW-Authenticate");
        }

        private Set<String> allowedOrigins() {
            return origins == null || isApiOpen()
                    ? Set.of()
                    : Stream.of(origins.split(",")).map(String::trim).collect(Collectors.toSet());
        }

        /** Returns whether all origins may read from the API. The other ports need explicit origins. */
        boolean isApiOpen() {
            return ANY.equals(origins);
        }

        LoopbackGuard guard() {
            return new LoopbackGuard(hosts, allowedOrigins());
        }
    }

    /**
     * Who may read: variables of the find function.
     *
     * @param policy {@code ACTIVITY_READ_POLICY}; null if everyone may read, also without a token
     * @param tenantClaim {@code ACTIVITY_TENANT_CLAIM}; null without tenants
     * @param auditKey {@code ACTIVITY_AUDIT_KEY}; null for none
     */
    public record Reads(
            @Nullable String policy,
            @Nullable String tenantClaim,
            @Nullable String auditKey) {

        /** Throws {@link IllegalArgumentException} for a tenant claim without a policy. */
        public Reads {
            if (tenantClaim != null && policy == null) {
                throw new IllegalArgumentException(
                        "The option --tenant-claim also needs --read-policy, because without a policy callers have no token");
            }
        }

        /** Returns the settings with which everyone may read. */
        public static Reads open() {
            return new Reads(null, null, null);
        }

        /** Does not contain the key. */
        @Override
        public String toString() {
            return "Reads[policy=" + policy + ", tenantClaim=" + tenantClaim + "]";
        }
    }

    private static final String ANY = "*";

    public LocalOptions {
        requireBetween("--port", port, 0, 65_535);
        requireBetween("--sqs-port", sqsPort, 0, 65_535);
        requireBetween("--dynamodb-port", dynamoDbPort, 0, 65_535);
        requireBetween("--max-receives", maxReceives, 1, 1000);
        requireBetween("--visibility-timeout", visibilityTimeout.toSeconds(), 1, 43_200);
        if (visibilityTimeout.toNanosPart() != 0) {
            throw new IllegalArgumentException(
                    "The option --visibility-timeout must be a whole number of seconds, not " + visibilityTimeout);
        }
    }

    /** Returns the settings of a stack on free ports, with the reference catalog, 3 receives and no telemetry. */
    public static LocalOptions onFreePorts(@Nullable Path dataDir, Duration visibilityTimeout) {
        return new LocalOptions(
                0, 0, 0, dataDir, null, 3, visibilityTimeout, Access.local(), Reads.open(), OpenTelemetry.noop());
    }

    private static void requireBetween(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The option " + option + " must be a number from " + least + " to " + most + ", not " + value);
        }
    }
}
