package dev.activityservice.testkit.contract;

/**
 * The sentences of the ports that the contracts check, word for word. Links are replaced by their texts. A test compares the
 * sentences with the Javadoc of the ports.
 */
enum Demand {
    READS_BACK(
            "ActivityStore",
            "An activity reads back exactly as it was written, in all its parts, except that it has no readers."),
    ALL_LENGTHS("ActivityStore", "All valid ids, sources and types are stored, up to their maximum lengths."),
    KEY(
            "ActivityStore",
            "Writing an existing key replaces the activity, so the same activity is stored once, however often it is"
                    + " written."),
    EXACT_KEYS("ActivityStore", "Tenants, entities, sources and ids are equal only if all their characters are equal."),
    TENANTS("ActivityStore", "Tenants share neither timelines nor the times of events."),
    ORDER("ActivityStore", "A timeline is in the order of its positions, from the year 0000 to 9999."),
    REVERSE("ActivityStore", "Newest first is the exact reverse."),
    SEQUENCES(
            "ActivityStore",
            "Within an instant, activities without a sequence come first, then sequences of digits by their values, then"
                    + " other texts by their bytes in UTF-8."),
    LONG_SEQUENCES("ActivityStore", "Sequences of more than 64 bytes read back, but do not count in the order."),

    ONE_RESULT("ActivityStore.append", "one result per activity, in order and of the same length."),
    ANY_LIST("ActivityStore.append", "The list may be empty, and it may concern many entities."),
    REPEATED_EVENT("ActivityStore.append", "The list may contain an event several times."),
    LAST_OF_EQUAL_KEYS("ActivityStore.append", "If several activities have one key, the last one in the list is kept."),
    OWN_TIME(
            "ActivityStore.append",
            "An event that brings its time is stored at each time and sequence that it brings."),
    ONE_ENVELOPE_TIME(
            "ActivityStore.append",
            "If times come from envelopes (TimeSource.isEnvelope()), all activities of one event identity get the same"
                    + " time: the time that was stored first, else the earliest time in the list."),
    ENVELOPE_SEQUENCE(
            "ActivityStore.append",
            "The sequence belongs to the time: all these activities also get the sequence of this time."),
    EQUAL_ENVELOPE_TIMES("ActivityStore.append", "Of equal times, the one whose sequence comes first counts."),
    CONTENT_AT_FIRST_TIME("ActivityStore.append", "A later write replaces the content at this time."),
    OTHER_TIMES("ActivityStore.append", "Times of other events, and times that events bring, do not change."),
    RETENTION("ActivityStore.append", "The retention starts at this time."),
    REJECTED_ALONE("ActivityStore.append", "A rejected activity affects neither the other activities nor their times."),
    CONCURRENT(
            "ActivityStore.append",
            "Concurrent calls lose no activity, and agree on the time and the sequence of an event."),
    NO_THROW_AFTER_DEADLINE(
            "ActivityStore.append",
            "After the deadline, each result is retryable with the reason RetryReason.DEADLINE, and nothing is thrown."),
    STORED_READERS(
            "ActivityStore.append",
            "If an activity has readers, a result Written.Stored also means that each of them is known as a reader of"
                    + " its entity (Readers)."),

    CHECK(
            "ActivityStore.check",
            "Returns why append would permanently reject this activity, or null if no reason is known."),

    RANGE("ActivityStore.read", "The range includes its start and excludes its end."),
    INSTANT("ActivityStore.read", "Each bound applies to all activities of its instant."),
    FAR_BOUNDS("ActivityStore.read", "Both may be outside of the years 0000 to 9999."),
    TYPES(
            "ActivityStore.read",
            "The slice contains activities whose type matches one of the types, and all activities if the query has no types."),
    EXAMINED(
            "ActivityStore.SliceRequest.maxExamined",
            "maximum number of rows to examine, at least 1; rows of other types and expired rows count"),
    RESUME_AFTER(
            "ActivityStore.Slice.resumeAfter", "the last examined position, if more rows may follow; null at the end"),
    EMPTY_TIMELINE("ActivityStore.read", "The slice of an unknown entity is empty."),
    ANY_POSITION(
            "ActivityStore.read",
            "The position to resume after does not have to be stored, and does not change the range."),
    WALK(
            "ActivityStore.read",
            "A walk over all slices returns each activity once that is stored from its start to its end, also during"
                    + " writes."),
    IGNORED_LIMIT(
            "ActivityStore.SliceRequest.query",
            "entity, range, types and order; the store ignores its limit and page token"),
    EARLY_END(
            "ActivityStore.read",
            "May stop early at the store's own size limit; Slice.resumeAfter() is then not null."),
    READ_DEADLINE("ActivityStore.read", "StoreUnavailableException if the store gave no response before the deadline"),

    EXACT_READERS("Readers", "Tenants, entities and readers are equal only if all their characters are equal."),
    READERS_OF_TENANTS("Readers", "A reader in one tenant is not a reader in another tenant."),
    NAMED_READERS(
            "Readers.isReader", "Returns true if a stored activity of the entity names the reader, otherwise false."),
    MANY_READERS(
            "Readers.isReader",
            "An activity may name many readers, and many activities may name readers of one entity."),
    ONE_DIRECTION("Readers.isReader", "Being a reader has one direction."),
    ANY_ORDER_OF_READERS(
            "Readers.isReader",
            "The result depends neither on the order of the activities nor on how often they are stored."),
    READERS_STAY(
            "Readers.isReader",
            "A reader stays a reader when a later activity does not name it, and when the activity that named it has"
                    + " expired."),
    CONCURRENT_READERS("Readers.isReader", "Concurrent appends lose no reader."),
    READERS_DEADLINE(
            "Readers.isReader", "StoreUnavailableException if the store gave no response before the deadline."),

    ACCESS(
            "ReadPolicy.decide",
            "Returns whether the caller may read the entity's timeline, and which fields stay hidden."),
    SAME_WITHOUT_PRINCIPAL("ReadPolicy.decide", "Without a principal, the decision is the same for every entity."),
    AUTHENTICATED("ReadPolicy.decide", "A principal never gets the decision unauthenticated."),
    EMPTY_CLAIMS("ReadPolicy.decide", "Empty claims give no access."),
    SAME_FOR_EQUAL("ReadPolicy.decide", "Equal requests get equal decisions."),
    EXACT_CLAIMS("ReadPolicy.decide", "Names and values of claims are equal only if all their characters are equal."),
    NEEDS_READERS("ReadPolicy.needsReaders", "Returns whether a decision may depend on readers."),
    UNRESOLVED("ReadPolicy.Decision", "Code that does not do so refuses more and hides more, never less."),
    THREAD_SAFE("ReadPolicy", "Implementations are thread-safe.");

    private final String member;
    private final String sentence;

    Demand(String member, String sentence) {
        this.member = member;
        this.sentence = sentence;
    }

    /** The part of the port whose Javadoc contains the sentence. */
    String member() {
        return member;
    }

    String sentence() {
        return sentence;
    }
}
