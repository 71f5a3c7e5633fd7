package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.EntityRef;
import java.util.List;

/** A way to record events and to read a page of them. */
public interface Subject {

    String name();

    /** Records all; throws if one was not. */
    void record(List<Event> batch);

    /** Reads the newest activities of an entity; returns how many. */
    int page(EntityRef entity, int limit);

    /** Puts activities there as this subject keeps them, by whatever way is fastest. */
    void fill(List<Event> history);
}
