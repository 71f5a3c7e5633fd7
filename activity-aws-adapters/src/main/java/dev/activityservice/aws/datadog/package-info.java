/**
 * What only Datadog's Java tracer understands, loaded only where it is switched on: see
 * {@link dev.activityservice.aws.datadog.DataStreams}.
 */
@NullMarked
package dev.activityservice.aws.datadog;

import org.jspecify.annotations.NullMarked;
