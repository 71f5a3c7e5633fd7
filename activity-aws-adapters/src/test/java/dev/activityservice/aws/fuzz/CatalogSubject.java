package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** A catalog file. An {@link InvalidCatalogException} is expected. */
final class CatalogSubject implements Subject<String, Object> {

    private static final String DATA =
            "{\"orderNumber\":\"ORD-1\",\"userId\":7,\"tenantId\":\"acme\",\"items\":[{\"sku\":\"a\"},{}],\"a\":{\"b\":[[1]]}}";

    @Override
    public String prepare(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    @Override
    public Object run(String text) {
        try {
            return ActivityCatalog.parse(text);
        } catch (InvalidCatalogException e) {
            return e;
        }
    }

    @Override
    public void check(String text, Object answer) {
        if (answer instanceof InvalidCatalogException e) {
            assertThat(e.faults()).isNotEmpty();
            e.faults().forEach(fault -> {
                Rules.assertLine(fault.message(), 640);
                Rules.assertLine(fault.pointer(), 1024);
            });
        } else if (answer instanceof ActivityCatalog catalog) {
            List<EventTypePattern> types = catalog.eventTypes();
            assertThat(types).isNotEmpty().doesNotHaveDuplicates();
            for (EventTypePattern type : types.subList(0, Math.min(types.size(), 3))) {
                String name = type.isPrefix() ? type.literal() + "x" : type.literal();
                if (name.getBytes(StandardCharsets.UTF_8).length <= 256) {
                    DomainEvent.Builder event = DomainEvent.builder(
                            EventIdentity.of("s", "1"), name, Instant.parse("2026-01-05T10:00:00Z"));
                    catalog.extensions().forEach(extension -> event.putExtension(extension, "acme"));
                    Rules.check(catalog.map(event.data(DATA).subject("S").build()));
                }
            }
        }
    }
}
