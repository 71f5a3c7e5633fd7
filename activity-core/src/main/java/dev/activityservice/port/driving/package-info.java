/** What the service offers: one interface for each use case, first {@link dev.activityservice.port.driving.RecordActivities}. */
@NullMarked
package dev.activityservice.port.driving;

import org.jspecify.annotations.NullMarked;
