package dev.activityservice.aws.fuzz;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** The data of an event, JSON or not, with a catalog that has every kind of pointer. No exception is expected. */
final class MappingSubject implements Subject<String, Mapping> {

    private static final Map<String, String> EXTENSIONS = Map.of("aws:account", "123456789012");
    private static final String MEMBERS = """
            {
              "entities": [{"type": "order", "id": "/data/id"},
                           {"type": "item", "id": "/data/items/sku", "optional": true},
                           {"type": "item", "id": "/data/items/0/id", "optional": true},
                           {"type": "user", "id": "/data/a~1b", "optional": true, "except": ["system", "7"]},
                           {"type": "type", "id": "/type"},
                           {"type": "flow", "id": "/correlationid", "optional": true}],
              "actor": {"id": "/data/by", "type": "user"},
              "attributes": {"all": "/data/keep", "each": "/data/items/price", "deep": "/data/items/0/a/b"},
              "summary": "{order} {{ {item} {all} {each}",
              "readers": {"order": ["user", "item"], "item": ["item"]},
              "retention": "P1D",
              "tenant":""";
    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("{\"version\": 1, \"events\": {\"t\": "
            + MEMBERS + "{\"envelope\": \"account\"}}, \"tenanted\": " + MEMBERS + "\"/data/items/tenant\"}}}");

    @Override
    public String prepare(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @Override
    public Mapping run(String text) {
        String type = text.contains("\"tenant\"") ? "tenanted" : "t";
        return CATALOG.map(DomainEvent.builder(EventIdentity.of("s", "1"), type, Instant.parse("2026-01-05T10:00:00Z"))
                .data(text)
                .extensions(EXTENSIONS)
                .build());
    }

    @Override
    public void check(String text, Mapping answer) {
        Rules.check(answer);
    }
}
