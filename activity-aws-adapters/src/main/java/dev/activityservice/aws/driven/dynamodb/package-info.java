/** Keeps activities in one DynamoDB table; start at {@link dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore}. */
@NullMarked
package dev.activityservice.aws.driven.dynamodb;

import org.jspecify.annotations.NullMarked;
