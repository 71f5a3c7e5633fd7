/**
 * Records SQS batches that arrive as objects of {@code aws-lambda-java-events}, an optional dependency; start at
 * {@link dev.activityservice.aws.driving.sqs.typed.SqsEventHandler}.
 */
@NullMarked
package dev.activityservice.aws.driving.sqs.typed;

import org.jspecify.annotations.NullMarked;
