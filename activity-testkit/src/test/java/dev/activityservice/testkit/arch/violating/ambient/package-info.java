/** Code that reads its surroundings. */
@NullMarked
package dev.activityservice.testkit.arch.violating.ambient;

import org.jspecify.annotations.NullMarked;
