/** Test fixtures of the adapters. */
@NullMarked
package dev.activityservice.aws;

import org.jspecify.annotations.NullMarked;
