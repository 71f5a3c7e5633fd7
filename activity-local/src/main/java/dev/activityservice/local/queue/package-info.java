/** The queues: an ElasticMQ inside this JVM, see {@link dev.activityservice.local.queue.ElasticMqServer}. */
@NullMarked
package dev.activityservice.local.queue;

import org.jspecify.annotations.NullMarked;
