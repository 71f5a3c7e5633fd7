/** The operator's tool for dead letters, of the local stack and of AWS: {@link dev.activityservice.local.deadletters.Redrive}. */
@NullMarked
package dev.activityservice.local.deadletters;

import org.jspecify.annotations.NullMarked;
