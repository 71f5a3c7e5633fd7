/** What the service needs: first of all an {@link dev.activityservice.port.driven.ActivityStore}. */
@NullMarked
package dev.activityservice.port.driven;

import org.jspecify.annotations.NullMarked;
