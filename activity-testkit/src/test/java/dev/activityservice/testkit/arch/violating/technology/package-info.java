/** A core that logs, and shows its JSON parser. */
@NullMarked
package dev.activityservice.testkit.arch.violating.technology;

import org.jspecify.annotations.NullMarked;
