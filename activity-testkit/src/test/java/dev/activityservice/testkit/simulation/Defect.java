package dev.activityservice.testkit.simulation;

/** A deliberate defect of the simulated system. The simulation must find it. */
enum Defect {
    NONE,
    /** The store drops the last of several items and reports all as stored. */
    LOSES_AN_ITEM,
    /** The store stores an existing item a second time, one nanosecond later. */
    DOUBLES_AN_ITEM,
    /** The store also writes each item for an entity whose timeline is not read. */
    COPIES_TO_ANOTHER_ENTITY,
    /** The store also writes each item for another tenant. */
    COPIES_TO_ANOTHER_TENANT,
    /** The store changes the event type of each item. */
    CHANGES_TYPES,
    /** The store returns the activities of one instant in the wrong order. */
    REORDERS_AN_INSTANT,
    /** The store returns the activities of one instant in the order of their events, without their sequences. */
    IGNORES_SEQUENCES,
    /** The store omits the first item of each page except the first page. */
    SKIPS_AFTER_A_PAGE,
    /** The store pins no times. */
    PINS_NOTHING,
    /** The store pins the time of an event for all tenants. */
    PINS_FOR_ALL_TENANTS,
    /** The store pins the time of an event without its sequence. */
    PINS_NO_SEQUENCES,
    /** The store writes with the time of the envelope if the pin fails. */
    WRITES_WITHOUT_ITS_PIN,
    /** The store reports unprocessed items as stored. */
    FORGETS_THE_UNPROCESSED,
    /** The store reports an activity as stored although its edges were throttled. */
    FORGETS_THROTTLED_EDGES,
    /** The store knows the readers of all tenants in each tenant. */
    SHARES_READERS,
    /** The handler acknowledges messages before it records them. */
    ACKNOWLEDGES_FIRST,
    /** The handler acknowledges the whole batch if one message is recorded. */
    ACKNOWLEDGES_THE_BATCH
}
