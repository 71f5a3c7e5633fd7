/** Helpers that depend on packages above them. */
@NullMarked
package dev.activityservice.testkit.arch.violating.aws.support;

import org.jspecify.annotations.NullMarked;
