/**
 * What the core tells about itself, through the OpenTelemetry API: {@link dev.activityservice.telemetry.ActivityMeter} counts,
 * {@link dev.activityservice.telemetry.CoreTelemetryNames} has the names, which are part of the public API.
 */
@NullMarked
package dev.activityservice.telemetry;

import org.jspecify.annotations.NullMarked;
