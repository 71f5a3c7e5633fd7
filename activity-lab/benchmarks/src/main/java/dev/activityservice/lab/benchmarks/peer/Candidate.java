package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.EntityRef;
import java.util.List;

/** A way to record events and to read a page of activities. */
public interface Candidate {

    String name();

    /** Returns the table with the activities. */
    String table();

    /** Records all events; throws if one is not recorded. */
    void record(List<Event> batch);

    /** Reads the newest activities of an entity, and returns their number. */
    int page(EntityRef entity, int limit);

    /** Stores activities in the format of this candidate, in the fastest way. */
    void fill(List<Event> history);
}
