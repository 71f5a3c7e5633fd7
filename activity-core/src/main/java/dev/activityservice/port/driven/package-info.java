/** The ports that the service uses: {@link dev.activityservice.port.driven.ActivityStore} and {@link
 * dev.activityservice.port.driven.ReadPolicy}. */
@NullMarked
package dev.activityservice.port.driven;

import org.jspecify.annotations.NullMarked;
