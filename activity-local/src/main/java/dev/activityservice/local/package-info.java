/** The whole system in one JVM, on real embedded parts: {@link dev.activityservice.local.LocalStack}. */
@NullMarked
package dev.activityservice.local;

import org.jspecify.annotations.NullMarked;
