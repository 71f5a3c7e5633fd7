package dev.activityservice.lab.campaigns;

/** A mistake built into the system on purpose: the campaign must notice it. */
enum Defect {
    NONE,
    /** The function's answer is that all is recorded, whatever is. */
    ACKNOWLEDGES_WHATEVER_HAPPENED,
    /** The store never hears of items that were left unprocessed. */
    IGNORES_UNPROCESSED_ITEMS,
    /** The time of an event without one is pinned nowhere. */
    PINS_NOTHING,
    /** The store writes each activity of an order a second time, where nobody was published to. */
    WRITES_INTO_A_STRANGERS_TIMELINE
}
