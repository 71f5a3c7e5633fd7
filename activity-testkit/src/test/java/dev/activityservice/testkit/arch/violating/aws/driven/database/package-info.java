/** A driven adapter that depends on a driving adapter. */
@NullMarked
package dev.activityservice.testkit.arch.violating.aws.driven.database;

import org.jspecify.annotations.NullMarked;
