/** The first example of the README as a complete file: {@link dev.activityservice.lab.guards.readme.Timeline}. */
@NullMarked
package dev.activityservice.lab.guards.readme;

import org.jspecify.annotations.NullMarked;
