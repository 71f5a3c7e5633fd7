/** HTTP servers on the loopback interface: {@link dev.activityservice.local.http.LoopbackServer}. */
@NullMarked
package dev.activityservice.local.http;

import org.jspecify.annotations.NullMarked;
