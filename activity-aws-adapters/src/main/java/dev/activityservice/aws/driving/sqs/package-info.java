/**
 * From an SQS batch to {@link dev.activityservice.port.driving.RecordActivities}, and back to a partial batch response: start at
 * {@link dev.activityservice.aws.driving.sqs.SqsBatchHandler}.
 */
@NullMarked
package dev.activityservice.aws.driving.sqs;

import org.jspecify.annotations.NullMarked;
