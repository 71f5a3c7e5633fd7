/** The HTTP API for any web server; start at {@link dev.activityservice.http.ActivityHttp}. */
@NullMarked
package dev.activityservice.http;

import org.jspecify.annotations.NullMarked;
