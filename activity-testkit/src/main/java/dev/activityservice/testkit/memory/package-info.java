/** A store in memory for tests: {@link dev.activityservice.testkit.memory.InMemoryActivityStore}. It passes the contract of all stores. */
@NullMarked
package dev.activityservice.testkit.memory;

import org.jspecify.annotations.NullMarked;
