/** The infrastructure of the system as a CDK construct. The entry point is {@link dev.activityservice.infra.ActivitySystem}. */
@NullMarked
package dev.activityservice.infra;

import org.jspecify.annotations.NullMarked;
