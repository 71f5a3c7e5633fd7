/**
 * Configures the adapters' telemetry and lists its names, which are public API. Entry point:
 * {@link dev.activityservice.aws.telemetry.AwsTelemetry}.
 */
@NullMarked
package dev.activityservice.aws.telemetry;

import org.jspecify.annotations.NullMarked;
