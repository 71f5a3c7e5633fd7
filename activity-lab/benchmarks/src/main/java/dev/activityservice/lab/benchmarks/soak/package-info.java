/** A long, steady load on the local stack, checked at its end; start at {@link dev.activityservice.lab.benchmarks.soak.Soak}. */
@NullMarked
package dev.activityservice.lab.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
