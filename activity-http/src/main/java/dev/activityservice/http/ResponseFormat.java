package dev.activityservice.http;

import java.util.List;

/** The formats of successful responses, in the order of preference of the service. */
enum ResponseFormat {
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    CSV("text/csv"),
    CLOUD_EVENTS("application/cloudevents-batch+json");

    /** The formats of a page. */
    static final List<ResponseFormat> OF_PAGES = List.of(values());

    /** The formats of a summary, which is not a list. */
    static final List<ResponseFormat> OF_SUMMARIES = List.of(JSON);

    private final String mediaType;

    ResponseFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Returns the media type in lower case, without parameters. */
    String mediaType() {
        return mediaType;
    }
}
