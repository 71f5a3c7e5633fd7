/**
 * Reads message bodies into {@link dev.activityservice.model.DomainEvent}s. The entry point is
 * {@link dev.activityservice.event.EventReader}.
 */
@NullMarked
package dev.activityservice.event;

import org.jspecify.annotations.NullMarked;
