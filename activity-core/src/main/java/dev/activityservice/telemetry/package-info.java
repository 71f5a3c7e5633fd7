/**
 * Telemetry of the core, through the OpenTelemetry API. {@link dev.activityservice.telemetry.CoreTelemetryNames} has the names, which
 * are part of the public API. {@link dev.activityservice.telemetry.ActivityMeter} records the metrics.
 */
@NullMarked
package dev.activityservice.telemetry;

import org.jspecify.annotations.NullMarked;
