/** Fuzzes the code that reads external text; start at {@link dev.activityservice.aws.fuzz.Target}. */
@NullMarked
package dev.activityservice.aws.fuzz;

import org.jspecify.annotations.NullMarked;
