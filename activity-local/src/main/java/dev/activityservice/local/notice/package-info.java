/** Lines for the terminal about input that the user may miss: {@link dev.activityservice.local.notice.DistinctNotices}. */
@NullMarked
package dev.activityservice.local.notice;

import org.jspecify.annotations.NullMarked;
