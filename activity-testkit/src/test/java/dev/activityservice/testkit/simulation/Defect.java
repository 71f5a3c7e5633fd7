package dev.activityservice.testkit.simulation;

/** A mistake built into the system on purpose: the simulation must notice it. */
enum Defect {
    NONE,
    /** The store drops the last of several items and says that all are stored. */
    LOSES_AN_ITEM,
    /** The store keeps an item that is there already a second time, a nanosecond later. */
    DOUBLES_AN_ITEM,
    /** The store writes each item under another entity as well, of which nobody asks a timeline. */
    COPIES_TO_ANOTHER_ENTITY,
    /** The store keeps an item under the type of another event. */
    MIXES_UP_TYPES,
    /** The store shows the activities of one instant in the wrong order. */
    MIXES_UP_AN_INSTANT,
    /** The store leaves out the first item of each page but the first. */
    SKIPS_AFTER_A_PAGE,
    /** The store pins no times. */
    PINS_NOTHING,
    /** The store writes under the envelope's time if the pin fails. */
    WRITES_WITHOUT_ITS_PIN,
    /** The store takes items that were left unprocessed for stored. */
    FORGETS_THE_UNPROCESSED,
    /** The handler acknowledges before it records. */
    ACKNOWLEDGES_FIRST,
    /** The handler acknowledges the whole batch if one message of it is done. */
    ACKNOWLEDGES_THE_BATCH
}
