/** Trouble on the network, on purpose: {@link dev.activityservice.local.faults.FaultProxy}. */
@NullMarked
package dev.activityservice.local.faults;

import org.jspecify.annotations.NullMarked;
