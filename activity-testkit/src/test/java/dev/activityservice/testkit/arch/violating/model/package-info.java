/** A model that looks outside. */
@NullMarked
package dev.activityservice.testkit.arch.violating.model;

import org.jspecify.annotations.NullMarked;
