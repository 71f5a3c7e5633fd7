/** Queries and their results: {@link dev.activityservice.query.ActivityQuery} and {@link dev.activityservice.query.Page}. */
@NullMarked
package dev.activityservice.query;

import org.jspecify.annotations.NullMarked;
