package dev.activityservice.lab.campaigns;

/** A deliberate mistake in the system, which a campaign must detect. */
enum Defect {
    NONE,
    /** The function answers that every message is recorded. */
    ACKNOWLEDGES_FAILURES,
    /** The store does not see unprocessed items. */
    IGNORES_UNPROCESSED_ITEMS,
    /** The time of an event without its own time is not pinned. */
    DOES_NOT_PIN,
    /** The store does not write edges to readers, and does not report it. */
    LOSES_EDGES,
    /** The store writes each activity of an order a second time, to an entity without publications. */
    WRITES_TO_ANOTHER_ENTITY
}
