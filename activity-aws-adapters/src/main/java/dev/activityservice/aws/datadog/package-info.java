/**
 * Supports Datadog's Java tracer, and is loaded only if it is enabled. Entry point:
 * {@link dev.activityservice.aws.datadog.DataStreams}.
 */
@NullMarked
package dev.activityservice.aws.datadog;

import org.jspecify.annotations.NullMarked;
