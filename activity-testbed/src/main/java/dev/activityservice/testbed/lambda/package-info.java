/**
 * Lambda's side of a function: a {@link dev.activityservice.testbed.lambda.LambdaProcess} runs it in a separate JVM, a
 * {@link dev.activityservice.testbed.lambda.LambdaContext} is enough to call it directly.
 */
@NullMarked
package dev.activityservice.testbed.lambda;

import org.jspecify.annotations.NullMarked;
