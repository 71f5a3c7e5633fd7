/** The entry point of the library: {@link dev.activityservice.ActivityService} runs the use cases over a store. */
@NullMarked
@ValueStyle
package dev.activityservice;

import org.jspecify.annotations.NullMarked;
