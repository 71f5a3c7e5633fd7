package dev.activityservice.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.notice.DistinctNotices;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.InvalidValueException;
import java.io.IOException;

/**
 * Reports reads of an entity type that no entry of the catalog names, because such a list is always empty. The API answers types
 * that are not valid with an error, so they are not reported. Thread-safe.
 *
 * @param notices takes one line for each type
 */
record UnknownEntityTypes(ActivityCatalog catalog, HttpHandler api, DistinctNotices notices) implements HttpHandler {

    private static final int MAX_TYPES = 10;

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String type = Gateway.entityType(exchange.getRequestURI().getRawPath());
        if (!type.isEmpty() && !catalog.entityTypes().contains(type) && isValid(type)) {
            notices.report(
                    type,
                    () -> "A request reads the entity type \"" + type + "\", which the catalog does not have. It has: "
                            + known());
        }
        api.handle(exchange);
    }

    private String known() {
        String types = catalog.entityTypes().stream()
                .limit(MAX_TYPES)
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        return catalog.entityTypes().size() > MAX_TYPES ? types + ", …" : types;
    }

    /** A valid type is a name, which is safe for a terminal. */
    private static boolean isValid(String type) {
        try {
            return !EntityRef.requireType(type).isEmpty();
        } catch (InvalidValueException e) {
            return false;
        }
    }
}
