/** The HTTP API of the Activity Service for any web server. The entry point is {@link dev.activityservice.http.ActivityHttp}. */
module dev.activityservice.http {
    requires transitive dev.activityservice.core;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;

    exports dev.activityservice.http;
}
