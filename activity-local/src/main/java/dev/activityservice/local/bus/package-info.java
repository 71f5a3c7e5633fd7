/** The event bus: EventBridge's {@code PutEvents} protocol in front of queues, see {@link dev.activityservice.local.bus.EventBus}. */
@NullMarked
package dev.activityservice.local.bus;

import org.jspecify.annotations.NullMarked;
