/** A query that depends on a port. */
@NullMarked
package dev.activityservice.testkit.arch.violating.query;

import org.jspecify.annotations.NullMarked;
