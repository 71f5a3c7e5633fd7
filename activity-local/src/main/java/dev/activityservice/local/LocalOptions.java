package dev.activityservice.local;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link LocalStack} is to be like. Immutable and thread-safe. */
public final class LocalOptions {

    private final int port;
    private final int sqsPort;
    private final int dynamoDbPort;
    private final @Nullable Path dataDir;
    private final @Nullable String catalog;
    private final int maxReceives;
    private final Duration visibilityTimeout;

    private LocalOptions(Builder builder) {
        this.port = builder.port;
        this.sqsPort = builder.sqsPort;
        this.dynamoDbPort = builder.dynamoDbPort;
        this.dataDir = builder.dataDir;
        this.catalog = builder.catalog;
        this.maxReceives = builder.maxReceives;
        this.visibilityTimeout = builder.visibilityTimeout;
    }

    /** Free ports, everything in memory, the reference catalog, three receives, two seconds' visibility. */
    public static Builder builder() {
        return new Builder();
    }

    int port() {
        return port;
    }

    int sqsPort() {
        return sqsPort;
    }

    int dynamoDbPort() {
        return dynamoDbPort;
    }

    @Nullable
    Path dataDir() {
        return dataDir;
    }

    @Nullable
    String catalog() {
        return catalog;
    }

    int maxReceives() {
        return maxReceives;
    }

    Duration visibilityTimeout() {
        return visibilityTimeout;
    }

    /** Not thread-safe. Ports: 0 (the default) takes a free one. */
    public static final class Builder {

        private int port;
        private int sqsPort;
        private int dynamoDbPort;
        private @Nullable Path dataDir;
        private @Nullable String catalog;
        private int maxReceives = 3;
        private Duration visibilityTimeout = Duration.ofSeconds(2);

        private Builder() {}

        /** Of the bus and the API. */
        public Builder port(int port) {
            this.port = requirePort("--port", port);
            return this;
        }

        public Builder sqsPort(int port) {
            this.sqsPort = requirePort("--sqs-port", port);
            return this;
        }

        public Builder dynamoDbPort(int port) {
            this.dynamoDbPort = requirePort("--dynamodb-port", port);
            return this;
        }

        /** The folder of messages and tables, made if it is not there. */
        public Builder dataDir(Path folder) {
            this.dataDir = folder;
            return this;
        }

        /** A path or a classpath resource. */
        public Builder catalog(String catalog) {
            this.catalog = catalog;
            return this;
        }

        /** How often a message is received before it goes to the dead-letter queue: 1 to 1,000, as SQS has it. */
        public Builder maxReceives(int maxReceives) {
            if (maxReceives < 1 || maxReceives > 1000) {
                throw new IllegalArgumentException(
                        "Invalid --max-receives: " + maxReceives + " is not between 1 and 1000");
            }
            this.maxReceives = maxReceives;
            return this;
        }

        /** How long a message that failed stays away: whole seconds, 1 to 43,200 (12 hours), as SQS has it. */
        public Builder visibilityTimeout(Duration timeout) {
            long seconds = timeout.toSeconds();
            if (seconds < 1 || seconds > 43_200 || !timeout.equals(Duration.ofSeconds(seconds))) {
                throw new IllegalArgumentException("Invalid --visibility-timeout: " + timeout
                        + " is not a whole number of seconds between 1 and 43200");
            }
            this.visibilityTimeout = timeout;
            return this;
        }

        public LocalOptions build() {
            return new LocalOptions(this);
        }

        private static int requirePort(String option, int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("Invalid " + option + ": " + port + " is not between 0 and 65535");
            }
            return port;
        }
    }
}
