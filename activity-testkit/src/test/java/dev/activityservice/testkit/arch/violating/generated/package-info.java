/** A public generated class. */
@NullMarked
package dev.activityservice.testkit.arch.violating.generated;

import org.jspecify.annotations.NullMarked;
