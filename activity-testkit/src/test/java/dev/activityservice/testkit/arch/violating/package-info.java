/** Classes that break every rule of the hexagon, each in its way; packages named after what they break. */
@NullMarked
package dev.activityservice.testkit.arch.violating;

import org.jspecify.annotations.NullMarked;
