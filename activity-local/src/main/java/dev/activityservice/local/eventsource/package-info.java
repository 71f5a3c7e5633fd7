/** What Lambda does between a queue and a function: {@link dev.activityservice.local.eventsource.EventSourceMapping}. */
@NullMarked
package dev.activityservice.local.eventsource;

import org.jspecify.annotations.NullMarked;
