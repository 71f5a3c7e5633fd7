/** The operator's tool for a takeover from the Python service: {@link dev.activityservice.local.takeover.ImportReferenceCommand}. */
@NullMarked
package dev.activityservice.local.takeover;

import org.jspecify.annotations.NullMarked;
