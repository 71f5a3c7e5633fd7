/** Checks the result of the projects that use the published jars. The entry point is {@link dev.activityservice.lab.consumers.CompatibilityTableIT}. */
@NullMarked
package dev.activityservice.lab.consumers;

import org.jspecify.annotations.NullMarked;
