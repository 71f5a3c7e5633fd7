/** The ports that callers use, one interface per use case. Start with {@link dev.activityservice.port.driving.RecordActivities}. */
@NullMarked
package dev.activityservice.port.driving;

import org.jspecify.annotations.NullMarked;
