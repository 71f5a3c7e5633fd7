/** Lambda around a function's process: {@link dev.activityservice.testbed.lambda.RuntimeApi}. */
@NullMarked
package dev.activityservice.testbed.lambda;

import org.jspecify.annotations.NullMarked;
