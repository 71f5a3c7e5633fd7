/** Proxies that fail, delay or count requests; the entry point is {@link dev.activityservice.testbed.proxy.FaultProxy}. */
@NullMarked
package dev.activityservice.testbed.proxy;

import org.jspecify.annotations.NullMarked;
