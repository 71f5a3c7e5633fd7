/** What every implementation of a driven port must do, as tests to inherit: start at {@link dev.activityservice.testkit.contract.ActivityStoreContract}. */
@NullMarked
package dev.activityservice.testkit.contract;

import org.jspecify.annotations.NullMarked;
