/** What both sides of the hexagon share: the {@link dev.activityservice.port.Deadline} of a call. */
@NullMarked
package dev.activityservice.port;

import org.jspecify.annotations.NullMarked;
