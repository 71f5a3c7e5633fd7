/** Which HTTP requests a server on the loopback interface answers: {@link dev.activityservice.testbed.loopback.LoopbackGuard}. */
@NullMarked
package dev.activityservice.testbed.loopback;

import org.jspecify.annotations.NullMarked;
