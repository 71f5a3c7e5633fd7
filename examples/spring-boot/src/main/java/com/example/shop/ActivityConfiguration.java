package com.example.shop;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpFailureListener;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.StoreUnavailableException;
import io.opentelemetry.api.OpenTelemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The parts of the activity service. */
@Configuration(proxyBeanMethods = false)
class ActivityConfiguration {

    /** The store retries within its deadline, so its client must not retry. {@code DynamoDbClients} creates such a client. */
    @Bean
    DynamoDbClient dynamoDb(AwsRegionProvider region, AwsCredentialsProvider credentials) {
        return DynamoDbClients.create(region.getRegion(), null, credentials);
    }

    @Bean
    ActivityStore activityStore(
            DynamoDbClient dynamoDb, OpenTelemetry openTelemetry, @Value("${shop.table}") String table) {
        return DynamoDbActivityStore.builder(dynamoDb, table)
                .telemetry(AwsTelemetry.of(openTelemetry))
                .build();
    }

    /** A user reads only the timeline of the user. */
    @Bean
    ActivityService activities(ActivityStore store, OpenTelemetry openTelemetry) {
        return ActivityService.builder(store)
                .readPolicy(ReadPolicy.claim("sub", "user"))
                .openTelemetry(openTelemetry)
                .build();
    }

    @Bean
    ActivityHttp activityHttp(ActivityService activities) {
        return ActivityHttp.builder(activities).listener(new LoggingListener()).build();
    }

    /** A response with status 500 or 503 does not explain itself. */
    private static final class LoggingListener implements HttpFailureListener {

        private static final Logger LOG = LoggerFactory.getLogger(ActivityHttp.class);

        @Override
        public void storeUnavailable(StoreUnavailableException failure) {
            LOG.warn("The store gave no response: {}", failure.reason());
        }

        @Override
        public void requestFailed(Throwable failure) {
            LOG.error("A read failed", failure);
        }
    }
}
