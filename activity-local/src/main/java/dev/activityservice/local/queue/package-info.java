/** SQS queues inside this JVM: {@link dev.activityservice.local.queue.ElasticMqServer}. */
@NullMarked
package dev.activityservice.local.queue;

import org.jspecify.annotations.NullMarked;
