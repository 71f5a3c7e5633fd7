/** Names of the core's telemetry, which are part of the public API: {@link dev.activityservice.telemetry.CoreTelemetryNames}. */
@NullMarked
package dev.activityservice.telemetry;

import org.jspecify.annotations.NullMarked;
