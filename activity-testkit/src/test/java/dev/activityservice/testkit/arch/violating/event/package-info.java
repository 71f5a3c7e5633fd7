/** Event reading that depends on the query. */
@NullMarked
package dev.activityservice.testkit.arch.violating.event;

import org.jspecify.annotations.NullMarked;
