package dev.activityservice.catalog;

import java.util.Set;

/**
 * A value that an entry of the catalog extracts from its events.
 *
 * @param kind the purpose of the value
 * @param name the type of the entity, or the name of the attribute; empty for the actor and the tenant
 * @param pointer the location in the event
 * @param required whether an event without the value is rejected
 * @param max the maximum number of different values in one event
 * @param except the ids without a timeline
 */
record CatalogField(Kind kind, String name, EventPointer pointer, boolean required, int max, Set<String> except) {

    CatalogField(Kind kind, String name, EventPointer pointer) {
        this(kind, name, pointer, false, MappingCollector.MAX_ENTITIES, Set.of());
    }

    enum Kind {
        ENTITY,
        ACTOR,
        ATTRIBUTE,
        TENANT
    }

    boolean isAttribute() {
        return kind == Kind.ATTRIBUTE;
    }
}
