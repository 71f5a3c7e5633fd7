package dev.activityservice.catalog;

/**
 * One thing that an entry looks for in its events.
 *
 * @param kind what it is for
 * @param name the entity's type, or the kept field's name; empty for the actor
 * @param pointer where it stands
 * @param required whether an event without it is refused
 */
record CatalogField(Kind kind, String name, EventPointer pointer, boolean required) {

    enum Kind {
        ENTITY,
        ACTOR,
        KEEP
    }

    boolean isKeep() {
        return kind == Kind.KEEP;
    }
}
