/** From a message body to a {@link dev.activityservice.model.DomainEvent}: start at {@link dev.activityservice.event.EventReader}. */
@NullMarked
package dev.activityservice.event;

import org.jspecify.annotations.NullMarked;
