package dev.activityservice.lab.guards;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.lab.guards.readme.Timeline;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testkit.junit.ActivityExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    void the_first_example_records_and_finds() {
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
                DynamoDbClient dynamoDb = DynamoDbClients.create(
                        Region.EU_WEST_1,
                        server.endpoint(),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            dynamoDb.createTable(ActivityTable.createTableRequest("ActivityService-activities-local"));
            Map<String, String> environment = Map.of(
                    "aws.region",
                    "eu-west-1",
                    "aws.accessKeyId",
                    "local",
                    "aws.secretAccessKey",
                    "local",
                    "aws.endpointUrlDynamoDb",
                    server.endpoint().toString());
            environment.forEach(System::setProperty);
            PrintStream console = System.out;
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            try {
                System.setOut(new PrintStream(printed, true, UTF_8));

                Timeline.main(new String[0]);
            } finally {
                System.setOut(console);
                environment.keySet().forEach(System::clearProperty);
            }

            assertThat(printed.toString(UTF_8).lines())
                    .containsExactly(
                            "RECORDED [EntityRef[type=order, id=ORD-2], EntityRef[type=user, id=U-7]]",
                            "2026-03-02T09:15:59.870Z Order ORD-2 created");
        }
    }

    @Test
    void the_second_example_records_an_event_of_the_program(ActivityService activities) {
        // example: event
        DomainEvent event = DomainEvent.builder(
                        EventIdentity.of("https://orders.example", "e-3"),
                        "orders.orderCreated.v1",
                        Instant.parse("2026-01-02T09:15:59Z"))
                .data("{\"orderNumber\": \"ORD-3\"}")
                .build();

        List<Outcome> outcomes = activities.recordEvents(List.of(event));
        // end

        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.entities()).containsExactly(order("ORD-3")));
    }

    @Test
    void the_readme_shows_the_code_of_this_test() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        Path sources = module.resolve("src/test/java/dev/activityservice/lab/guards");
        String readme = Files.readString(module.resolve("../../README.md"));
        String source = Files.readString(sources.resolve("readme/Timeline.java"))
                + Files.readString(sources.resolve("ReadmeExamplesTest.java"));

        List<String> shown = blocks(readme, "(?s)```java\n(.*?)```");
        List<String> compiled = blocks(source, "(?s)// example: \\w+\n(.*?) *// end");

        assertThat(compiled).hasSize(3);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(compiled);
    }

    /** The thorough build compiles the first program of the README with this POM. */
    @Test
    void the_project_of_the_readme_has_its_dependencies() throws IOException {
        Path root = Path.of("../..").toAbsolutePath();
        String readme = Files.readString(root.resolve("README.md"));
        String pom = Files.readString(root.resolve("activity-lab/consumers/src/projects/readme/pom.xml"));

        List<String> shown = blocks(readme, "(?s)```xml\n(<properties>.*?)```");
        List<String> used = blocks(pom, "(?s)(  <properties>.*)</project>");

        assertThat(shown).hasSize(1).isEqualTo(used);
    }

    /** Without the indent they have in common; a line break at the end would count as a line without any. */
    static List<String> blocks(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1).stripTrailing().stripIndent())
                .collect(Collectors.toList());
    }
}
