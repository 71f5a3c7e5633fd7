/** Amazon DynamoDB Local inside this JVM; the entry point is {@link dev.activityservice.testbed.dynamodb.DynamoDbLocalServer}. */
@NullMarked
package dev.activityservice.testbed.dynamodb;

import org.jspecify.annotations.NullMarked;
