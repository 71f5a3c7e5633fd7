package dev.activityservice.http;

/** The names of headers, except those for web pages of other origins, which {@link CorsOrigins} has. */
final class HeaderNames {

    static final String ACCEPT = "Accept";
    static final String ALLOW = "Allow";
    static final String CACHE_CONTROL = "Cache-Control";
    static final String CONTENT_DISPOSITION = "Content-Disposition";
    static final String CONTENT_TYPE = "Content-Type";
    static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";
    static final String ETAG = "ETag";
    static final String IF_NONE_MATCH = "If-None-Match";
    static final String LINK = "Link";
    static final String RETRY_AFTER = "Retry-After";
    static final String VARY = "Vary";

    private HeaderNames() {}
}
