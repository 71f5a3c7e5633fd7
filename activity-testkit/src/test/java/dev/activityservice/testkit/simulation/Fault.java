package dev.activityservice.testkit.simulation;

/** What befalls one delivery. The numbers are those of the fault matrix. */
enum Fault {
    NONE,
    /** F11: the store refuses the whole call. */
    THROTTLED,
    /** F39: the store refuses some pins. */
    SOME_PINS_THROTTLED,
    /** F09: the store writes some items only, and says which. */
    PARTIAL_WRITE,
    /** F14. */
    TIMEOUT_BEFORE_WRITE,
    /** F13. */
    TIMEOUT_AFTER_WRITE,
    /** F13: the caller has given up, and the write arrives at some later time. */
    LATE_WRITE,
    /** F17: the time was used up before the store's turn. */
    DEADLINE_OVER,
    CRASH_BEFORE_PIN,
    CRASH_BETWEEN_PIN_AND_WRITE,
    /** F19. */
    CRASH_BETWEEN_WRITES,
    /** F18. */
    CRASH_BEFORE_ACKNOWLEDGEMENT,
    /** F43: the queue never hears that the messages are done. */
    ACKNOWLEDGEMENT_LOST
}
