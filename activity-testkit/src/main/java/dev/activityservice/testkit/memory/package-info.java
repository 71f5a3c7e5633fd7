/** The fake: {@link dev.activityservice.testkit.memory.InMemoryActivityStore}, a store that passes the contract and needs nothing to start. */
@NullMarked
package dev.activityservice.testkit.memory;

import org.jspecify.annotations.NullMarked;
