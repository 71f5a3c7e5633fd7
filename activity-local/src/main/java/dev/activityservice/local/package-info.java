/** The local stack, which is the whole system in one JVM: {@link dev.activityservice.local.LocalStack}. */
@NullMarked
package dev.activityservice.local;

import org.jspecify.annotations.NullMarked;
