package dev.activityservice.aws.fuzz;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The data of an event, JSON or not, with a catalog that has every kind of pointer. No exception is expected. */
final class MappingSubject implements Subject<String, Mapping> {

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {"version": 1, "events": {"t": {
              "entities": [{"type": "order", "id": "/data/id"},
                           {"type": "item", "id": "/data/items/sku", "optional": true},
                           {"type": "item", "id": "/data/items/0/id", "optional": true},
                           {"type": "user", "id": "/data/a~1b", "optional": true}],
              "actor": {"id": "/data/by", "type": "user"},
              "attributes": {"all": "/data/keep", "each": "/data/items/price", "deep": "/data/items/0/a/b"},
              "summary": "{order} {{ {item} {all} {each}",
              "retention": "P1D"}}}""");

    @Override
    public String prepare(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @Override
    public Mapping run(String text) {
        return CATALOG.map(DomainEvent.builder(EventIdentity.of("s", "1"), "t", Instant.parse("2026-01-05T10:00:00Z"))
                .data(text)
                .build());
    }

    @Override
    public void check(String text, Mapping answer) {
        Rules.check(answer);
    }
}
