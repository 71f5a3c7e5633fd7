/** A model that depends on other packages. */
@NullMarked
package dev.activityservice.testkit.arch.violating.model;

import org.jspecify.annotations.NullMarked;
