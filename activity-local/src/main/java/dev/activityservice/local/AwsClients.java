package dev.activityservice.local;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Clients with the credentials and the region that the AWS CLI would take: environment, profile, sign-on, role. */
final class AwsClients {

    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private AwsClients() {}

    /**
     * @param region null to take the environment's or the profile's
     * @param endpoint null for the region's own
     */
    static SqsClient sqs(@Nullable String region, @Nullable URI endpoint) {
        return SqsClient.builder()
                .applyMutation(builder -> {
                    if (region != null) {
                        builder.region(Region.of(region));
                    }
                    if (endpoint != null) {
                        builder.endpointOverride(endpoint);
                    }
                })
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(SOCKET_TIMEOUT)
                        .build())
                .build();
    }
}
