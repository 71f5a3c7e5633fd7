/** Prints traces on a terminal: {@link dev.activityservice.local.trace.TraceTree}. */
@NullMarked
package dev.activityservice.local.trace;

import org.jspecify.annotations.NullMarked;
