package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import java.util.List;

/**
 * An event on its way, read and mapped once for all subjects, so that only what they do with it differs.
 *
 * @param body as it stands in the queue's message
 * @param event what our reader makes of it
 * @param activities what the catalog makes of that
 */
public record Event(String body, DomainEvent event, List<Activity> activities) {}
