package dev.activityservice.lab.campaigns;

/** What befalls a delivery. The numbers are those of the fault matrix. */
enum FaultClass {
    NONE("-", 10),

    // Between the function and the table; one of these for each delivery.
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
    /** Each request meets something else. */
    ANY_MIXTURE("F09-F16", 7),

    // The function's process.
    ANSWER_LOST("F18", 5),
    /** Only of functions that are processes: frozen before the table has the items, and killed at the deadline. */
    KILLED_BEFORE_WRITE("F17", 0),
    /** The same after the table has them. */
    KILLED_AFTER_WRITE("F17, F18", 0),

    // Between the event source and the queue; beside those above.
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

    // Between the publisher and the queue; messages, not deliveries.
    SENT_TWICE("F04", 0),
    SEND_REFUSED("F04", 0),
    /** All but one of a batch are on the queue. */
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

    /** How often it is drawn for a delivery, beside the others. */
    int weight() {
        return weight;
    }

    boolean isOfDelivery() {
        return this != NONE && this != SENT_TWICE && this != SEND_REFUSED && this != SEND_IN_PART;
    }
}
