/** A driven adapter that knows the other side. */
@NullMarked
package dev.activityservice.testkit.arch.violating.aws.driven.database;

import org.jspecify.annotations.NullMarked;
