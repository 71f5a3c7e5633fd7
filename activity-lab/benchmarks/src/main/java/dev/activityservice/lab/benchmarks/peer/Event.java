package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import java.util.List;

/**
 * An event that is read and mapped before, so that candidates differ only in recording.
 *
 * @param body as in the message of the queue
 */
public record Event(String body, DomainEvent event, List<Activity> activities) {}
