/** Amazon DynamoDB Local inside this JVM; start at {@link dev.activityservice.testbed.dynamodb.DynamoDbLocalServer}. */
@NullMarked
package dev.activityservice.testbed.dynamodb;

import org.jspecify.annotations.NullMarked;
