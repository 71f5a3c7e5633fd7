package dev.activityservice.lab.campaigns;

/** The faults of a delivery, with the numbers of their rows in the fault matrix. */
enum FaultClass {
    NONE("-", 10),

    // Between function and table; one of these per delivery.
    UNPROCESSED("F09", 10),
    UNPROCESSED_TO_THE_END("F10", 3),
    CALL_THROTTLED("F11", 8),
    SERVER_ERROR("F12", 8),
    APPLIED_THEN_DROPPED("F13", 10),
    APPLIED_THEN_SILENT("F13", 2),
    DROPPED("F14", 8),
    SILENT("F14", 2),
    REFUSED("F15", 3),
    STALE_CONNECTIONS("F15", 5),
    TRUNCATED("F16", 5),
    NOT_JSON("F16", 4),
    WRONG_CHECKSUM("F16", 4),
    SLOW("F16", 4),
    ONE_KEY_THROTTLED("F39, F20", 4),
    PINS_THROTTLED("F39", 3),
    /** Each request meets another fault. */
    ANY_MIXTURE("F09-F16", 7),

    // The process of the function.
    ANSWER_LOST("F18", 5),
    /** Only for processes: frozen before the table has the items, and killed at the deadline. */
    KILLED_BEFORE_WRITE("F17", 0),
    /** Only for processes: frozen after the table has the items, and killed at the deadline. */
    KILLED_AFTER_WRITE("F17, F18", 0),

    // Between event source and queue; in addition to the faults above.
    RECEIVE_LOST("F42", 0),
    DELIVERED_TWICE("F01, F02", 0),
    DELETE_LOST("F43", 0),
    DELETE_UNANSWERED("F43", 0),
    DELETE_IN_PART("F43", 0),
    QUEUE_ANSWER_BROKEN("F16, F43", 0),
    QUEUE_REFUSED("F15, F43", 0),
    RECEIVE_ERROR("F12, F42", 0),
    DELETE_ERROR("F12, F43", 0),
    QUEUE_THROTTLED("F11, F43", 0),
    QUEUE_SILENT("F13, F43", 0),

    // Between publisher and queue; these count messages, not deliveries.
    SENT_TWICE("F04", 0),
    SEND_REFUSED("F04", 0),
    /** The queue accepts all but one message of a batch. */
    SEND_IN_PART("F04", 0);

    private final String rows;
    private final int weight;

    FaultClass(String rows, int weight) {
        this.rows = rows;
        this.weight = weight;
    }

    String rows() {
        return rows;
    }

    /** Returns how often a delivery meets this fault, relative to the others. */
    int weight() {
        return weight;
    }

    boolean isKill() {
        return this == KILLED_BEFORE_WRITE || this == KILLED_AFTER_WRITE;
    }

    boolean isOfDelivery() {
        return this != NONE && this != SENT_TWICE && this != SEND_REFUSED && this != SEND_IN_PART;
    }
}
