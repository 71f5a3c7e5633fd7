/**
 * What the adapters tell about themselves, through the OpenTelemetry API: {@link dev.activityservice.aws.telemetry.AwsTelemetry}
 * says where to, {@link dev.activityservice.aws.telemetry.AwsTelemetryNames} has the names, which are part of the public API.
 */
@NullMarked
package dev.activityservice.aws.telemetry;

import org.jspecify.annotations.NullMarked;
