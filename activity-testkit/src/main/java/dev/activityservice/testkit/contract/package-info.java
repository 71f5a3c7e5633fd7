/** Tests to inherit for implementations of the driven ports. Entry point: {@link dev.activityservice.testkit.contract.ActivityStoreContract}. */
@NullMarked
package dev.activityservice.testkit.contract;

import org.jspecify.annotations.NullMarked;
