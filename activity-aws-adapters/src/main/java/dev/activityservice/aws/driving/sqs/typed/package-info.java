/**
 * The same for programs that have their events as objects of {@code aws-lambda-java-events}, which they bring themselves: start at
 * {@link dev.activityservice.aws.driving.sqs.typed.SqsEventHandler}.
 */
@NullMarked
package dev.activityservice.aws.driving.sqs.typed;

import org.jspecify.annotations.NullMarked;
