/**
 * Records the events of SQS batches; start at {@link dev.activityservice.aws.driving.sqs.SqsBatchHandler}, or at
 * {@link dev.activityservice.aws.driving.sqs.SqsStreamHandler} for a Lambda function.
 */
@NullMarked
package dev.activityservice.aws.driving.sqs;

import org.jspecify.annotations.NullMarked;
