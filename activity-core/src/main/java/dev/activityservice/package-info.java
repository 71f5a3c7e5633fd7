/** The entry point of the library: {@link dev.activityservice.ActivityService} wires the use cases to a store. */
@NullMarked
@ValueStyle
package dev.activityservice;

import org.jspecify.annotations.NullMarked;
