/** Trouble on the network, on purpose: {@link dev.activityservice.testbed.proxy.FaultProxy}. */
@NullMarked
package dev.activityservice.testbed.proxy;

import org.jspecify.annotations.NullMarked;
