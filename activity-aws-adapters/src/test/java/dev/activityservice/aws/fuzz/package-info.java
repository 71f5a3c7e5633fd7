/** Hostile input for whatever reads text from outside: the {@link dev.activityservice.aws.fuzz.Target targets}, and who runs them. */
@NullMarked
package dev.activityservice.aws.fuzz;

import org.jspecify.annotations.NullMarked;
