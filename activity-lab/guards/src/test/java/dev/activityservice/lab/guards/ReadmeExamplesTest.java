package dev.activityservice.lab.guards;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testkit.junit.ActivityExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class ReadmeExamplesTest {

    // example: testkit
    @RegisterExtension
    static final ActivityExtension activities = ActivityExtension.inMemory();

    @Test
    void an_order_appears_on_its_user(ActivityService service) {
        service.recordEvents(List.of(
                anEvent().of(order("ORD-1"), EntityRef.of("user", "U-7")).build()));

        assertThatTimeline(service, EntityRef.of("user", "U-7")).hasTypes("orders.orderCreated.v1");
    }
    // end

    @Test
    void the_library_records_and_finds() {
        String body = """
                {"specversion": "1.0", "id": "e-1", "source": "/orders", "type": "orders.orderCreated.v1",
                 "time": "2026-03-02T09:15:59Z", "data": {"orderNumber": "ORD-1"}}""";

        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
                DynamoDbClient dynamoDb = DynamoDbClients.create(
                        Region.EU_WEST_1,
                        server.endpoint(),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            dynamoDb.createTable(ActivityTable.createTableRequest("activities"));

            Page<Activity> page = library(dynamoDb, body);

            assertThat(page.items())
                    .singleElement()
                    .satisfies(activity -> assertThat(activity.type()).isEqualTo("orders.orderCreated.v1"));
        }
    }

    private static Page<Activity> library(DynamoDbClient dynamoDb, String body) {
        // example: library
        // A store in DynamoDB, or your own ActivityStore.
        ActivityStore store =
                DynamoDbActivityStore.builder(dynamoDb, "activities").build();
        ActivityService activities = ActivityService.builder(store)
                .readPolicy(ReadPolicy.authenticated())
                .build();

        RecordActivities.Outcome outcome = activities.record(body, MessageMetadata.none());
        System.out.println(outcome.kind() + " " + outcome.entities()); // also for bad data; nothing is thrown

        ActivityQuery newest = ActivityQuery.builder(EntityRef.of("order", "ORD-1"))
                .newestFirst()
                .limit(20)
                .build();
        Page<Activity> page = activities.find(Principal.of("me"), newest);
        // end
        return page;
    }

    @Test
    void the_readme_shows_the_code_of_this_test() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        String readme = Files.readString(module.resolve("../../README.md"));
        String source = Files.readString(
                module.resolve("src/test/java/dev/activityservice/lab/guards/ReadmeExamplesTest.java"));

        List<String> shown = blocks(readme, "(?s)```java\n(.*?)```");
        List<String> compiled = blocks(source, "(?s)// example: \\w+\n(.*?) *// end");

        assertThat(compiled).hasSize(2);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(compiled);
    }

    /** Without the indent they have in common; a line break at the end would count as a line without any. */
    private static List<String> blocks(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1).stripTrailing().stripIndent())
                .collect(Collectors.toList());
    }
}
