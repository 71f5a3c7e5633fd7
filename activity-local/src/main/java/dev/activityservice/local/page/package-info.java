/** The web page of the local stack: {@link dev.activityservice.local.page.StartPage}. */
@NullMarked
package dev.activityservice.local.page;

import org.jspecify.annotations.NullMarked;
