/** An event bus that speaks EventBridge's {@code PutEvents} protocol: {@link dev.activityservice.local.bus.EventBus}. */
@NullMarked
package dev.activityservice.local.bus;

import org.jspecify.annotations.NullMarked;
