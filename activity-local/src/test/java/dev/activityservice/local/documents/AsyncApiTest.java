package dev.activityservice.local.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.model.EventTypePattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document has each event type of the catalog. */
class AsyncApiTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "asyncapi.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void the_document_is_current() throws IOException {
        String current = CatalogDocuments.of(new CatalogOption().text()).asyncApi();
        if (Boolean.getBoolean("activity.asyncapi.update")) {
            Files.writeString(DOCUMENT, current);
        }

        assertThat(DOCUMENT).as("Run \"make asyncapi\"").content().isEqualTo(current);
    }

    @Test
    void each_event_type_has_a_channel_whose_events_the_service_receives() throws IOException {
        JsonNode document = JSON.readTree(DOCUMENT.toFile());

        assertThat(StreamSupport.stream(document.path("channels").spliterator(), false)
                        .map(channel -> channel.path("address").textValue()))
                .containsExactlyElementsOf(ActivityCatalog.reference().eventTypes().stream()
                        .map(EventTypePattern::text)
                        .toList());
        assertThat(document.path("operations")).allSatisfy(operation -> {
            assertThat(operation.path("action").textValue()).isEqualTo("receive");
            assertThat(document.at(operation
                                    .path("channel")
                                    .path("$ref")
                                    .textValue()
                                    .substring(1))
                            .isObject())
                    .isTrue();
        });
        assertThat(document.findValuesAsText("$ref"))
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void a_channel_has_the_pattern_of_its_rule_on_EventBridge() throws IOException {
        JsonNode document = JSON.readTree(CatalogDocuments.of("""
                {"version": 1, "events": {
                  "shop.*": {"entities": [{"type": "order", "id": "/data"}], "sources": ["shop.*", "web"]},
                  "a": {"entities": [{"type": "order", "id": "/data"}]}}}""").asyncApi());

        List<JsonNode> patterns = document.findValues("x-eventbridge-pattern");

        assertThat(patterns.get(0).toString())
                .isEqualTo("{\"detail-type\":[{\"prefix\":\"shop.\"}],\"source\":[{\"prefix\":\"shop.\"},\"web\"]}");
        assertThat(patterns.get(1).toString()).isEqualTo("{\"detail-type\":[\"a\"]}");
    }
}
