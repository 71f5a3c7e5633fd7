/** Stores activities in one DynamoDB table. Entry point: {@link dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore}. */
@NullMarked
package dev.activityservice.aws.driven.dynamodb;

import org.jspecify.annotations.NullMarked;
