/** A generated class for everyone. */
@NullMarked
package dev.activityservice.testkit.arch.violating.generated;

import org.jspecify.annotations.NullMarked;
