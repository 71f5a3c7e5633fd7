package com.example.shop;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;

/** The health of the table and of the queue. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Reads a timeline that does not exist. It needs the same permission as each read, and costs half a read unit. */
    @Bean
    HealthIndicator timelines(ActivityStore store) {
        ActivityStore.SliceRequest nothing =
                new ActivityStore.SliceRequest(ActivityQuery.of(EntityRef.of("health", "check")), null, 1);
        return () -> {
            try {
                store.read(nothing, Deadline.after(TIMEOUT, System::nanoTime));
                return Health.up().build();
            } catch (StoreUnavailableException e) {
                return Health.down().withDetail("reason", e.reason()).build();
            }
        };
    }

    /** Finds the queue. The age of its oldest message is a metric of the queue, not of this program. */
    @Bean
    HealthIndicator orderEvents(SqsAsyncClient sqs, @Value("${shop.queue}") String queue) {
        return () -> {
            try {
                sqs.getQueueUrl(request -> request.queueName(queue)).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                return Health.up().build();
            } catch (Exception e) {
                return Health.down(e).build();
            }
        };
    }
}
