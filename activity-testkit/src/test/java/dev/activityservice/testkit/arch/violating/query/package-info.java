/** A query that knows a port. */
@NullMarked
package dev.activityservice.testkit.arch.violating.query;

import org.jspecify.annotations.NullMarked;
