/** Lambda's event source mapping, from a queue to a function: {@link dev.activityservice.local.eventsource.EventSourceMapping}. */
@NullMarked
package dev.activityservice.local.eventsource;

import org.jspecify.annotations.NullMarked;
