/** The ports that the service uses. The entry point is {@link dev.activityservice.port.driven.ActivityStore}. */
@NullMarked
package dev.activityservice.port.driven;

import org.jspecify.annotations.NullMarked;
