/** The whole system as infrastructure: start at {@link dev.activityservice.infra.ActivitySystem}. */
@NullMarked
package dev.activityservice.infra;

import org.jspecify.annotations.NullMarked;
