package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.AwsErrors;

/** What helps when a call to SQS fails. */
final class QueueErrors {

    static final AwsErrors SQS = new AwsErrors(
            "--region",
            "the queue does not exist: check the URL and --region",
            "sqs:GetQueueAttributes, sqs:ListDeadLetterSourceQueues, sqs:ReceiveMessage,"
                    + " sqs:ChangeMessageVisibility and sqs:DeleteMessage on the dead-letter queue, and sqs:SendMessage on"
                    + " the target queue",
            "try again; only the changes in the summary were made");

    private QueueErrors() {}
}
