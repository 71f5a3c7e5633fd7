package com.example.shop;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpFailureListener;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.InvalidReadPolicyException;
import dev.activityservice.port.driven.ReadListener;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.Principal;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
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

    /**
     * A user reads the timeline of the user, and the orders that name the user. Support reads all. Each shop is a tenant. A faulty file ends
     * the start of the program, and the message lists its faults.
     */
    @Bean
    ActivityService activities(
            ActivityStore store,
            OpenTelemetry openTelemetry,
            @Value("classpath:catalog.json") Resource catalog,
            @Value("classpath:read-policy.json") Resource readPolicy)
            throws IOException {
        return ActivityService.builder(store)
                .catalog(ActivityCatalog.parse(catalog.getContentAsString(StandardCharsets.UTF_8)))
                .readPolicy(readPolicy(readPolicy))
                .readListener(new AuditLog())
                .tenanted(true)
                .openTelemetry(openTelemetry)
                .build();
    }

    private static ReadPolicy readPolicy(Resource file) throws IOException {
        try {
            return ReadPolicy.file(file.getContentAsString(StandardCharsets.UTF_8));
        } catch (InvalidReadPolicyException e) {
            throw new BeanCreationException(file + ": " + e.getMessage(), e);
        }
    }

    @Bean
    ActivityHttp activityHttp(ActivityService activities) {
        return ActivityHttp.builder(activities).listener(new LoggingListener()).build();
    }

    /** Writes who read what. The log of a production system needs the same care as the data. */
    private static final class AuditLog implements ReadListener {

        private static final Logger LOG = LoggerFactory.getLogger("audit");

        @Override
        public void answered(Principal principal, EntityRef entity, ReadPolicy.Decision decision) {
            LOG.info(
                    "read allowed={} rule={} principal={} type={}",
                    decision.isAllowed(),
                    decision.rule(),
                    principal == null ? null : principal.id(),
                    entity.type());
        }
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
