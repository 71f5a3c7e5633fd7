package dev.activityservice.local.deployed;

import java.util.UUID;

/** The ids of one run. No other run has them. Not thread-safe. */
final class EntityIds {

    private static final int RANDOM_CHARS = 12;

    private final String prefix;
    private int last;

    private EntityIds(String prefix) {
        this.prefix = prefix;
    }

    /** Returns ids that begin with this word. They have only letters, digits and hyphens. */
    static EntityIds random(String word) {
        return new EntityIds(
                word + "-" + UUID.randomUUID().toString().replace("-", "").substring(0, RANDOM_CHARS));
    }

    /** Returns the part that all ids of this run have. */
    String prefix() {
        return prefix;
    }

    String next() {
        last++;
        return prefix + "-" + last;
    }
}
