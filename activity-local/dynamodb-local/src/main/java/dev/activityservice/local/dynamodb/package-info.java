/** Amazon DynamoDB Local inside this JVM; start at {@link dev.activityservice.local.dynamodb.DynamoDbLocalServer}. */
@NullMarked
package dev.activityservice.local.dynamodb;

import org.jspecify.annotations.NullMarked;
