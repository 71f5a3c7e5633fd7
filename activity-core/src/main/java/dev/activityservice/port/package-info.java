/** The {@link dev.activityservice.port.Deadline} of a call, which driving and driven ports share. */
@NullMarked
package dev.activityservice.port;

import org.jspecify.annotations.NullMarked;
