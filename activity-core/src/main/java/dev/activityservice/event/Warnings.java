package dev.activityservice.event;

import dev.activityservice.model.Warning;
import java.util.ArrayList;
import java.util.List;

/** Collects the warnings about one event. Not thread-safe. */
final class Warnings {

    private List<Warning> all = List.of();

    void add(Warning.Code code, String pointer, String message) {
        if (all.isEmpty()) {
            all = new ArrayList<>(4);
        }
        all.add(new Warning(code, pointer, message));
    }

    List<Warning> all() {
        return all;
    }
}
