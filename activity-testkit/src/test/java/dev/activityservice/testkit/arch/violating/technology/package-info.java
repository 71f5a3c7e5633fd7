/** A core that logs and has JSON types in its signatures. */
@NullMarked
package dev.activityservice.testkit.arch.violating.technology;

import org.jspecify.annotations.NullMarked;
