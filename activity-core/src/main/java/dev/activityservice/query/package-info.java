/** What a reader asks and gets: {@link dev.activityservice.query.ActivityQuery} and {@link dev.activityservice.query.Page}. */
@NullMarked
package dev.activityservice.query;

import org.jspecify.annotations.NullMarked;
