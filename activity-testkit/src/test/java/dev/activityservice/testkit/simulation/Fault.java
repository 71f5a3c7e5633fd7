package dev.activityservice.testkit.simulation;

/** The fault of one delivery, with its number in the fault matrix. */
enum Fault {
    NONE,
    /** F11: the store throttles the whole call. */
    THROTTLED,
    /** F39: the store throttles some pins. */
    SOME_PINS_THROTTLED,
    /** F09: the store throttles some edges. */
    SOME_EDGES_THROTTLED,
    /** F09: the store writes only some items and reports which. */
    PARTIAL_WRITE,
    /** F14: the request times out and is not applied. */
    TIMEOUT_BEFORE_WRITE,
    /** F13: the request times out after it was applied. */
    TIMEOUT_AFTER_WRITE,
    /** F13: the request times out and is applied later. */
    LATE_WRITE,
    /** F17: the deadline passes before the store is called. */
    DEADLINE_OVER,
    CRASH_BEFORE_PIN,
    CRASH_BETWEEN_PIN_AND_WRITE,
    /** F19: the worker is killed before, between or after the writes. */
    CRASH_BETWEEN_WRITES,
    /** F18: the worker is killed after the writes. */
    CRASH_BEFORE_ACKNOWLEDGEMENT,
    /** F43: the acknowledgement does not reach the queue. */
    ACKNOWLEDGEMENT_LOST
}
