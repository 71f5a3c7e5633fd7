/**
 * Base classes of tests for your own implementation of a driven port. Start with {@link
 * dev.activityservice.testkit.contract.ActivityStoreContract}.
 */
@NullMarked
package dev.activityservice.testkit.contract;

import org.jspecify.annotations.NullMarked;
