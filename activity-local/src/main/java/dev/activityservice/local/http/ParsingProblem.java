package dev.activityservice.local.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/** Answers requests that are not HTTP with a problem document (RFC 9457). Pekko creates it by its name. */
public final class ParsingProblem extends ParsingErrorHandler {

    /** Pekko looks for this field, as in an object of Scala. */
    public static final ParsingProblem MODULE$ = new ParsingProblem();

    private ParsingProblem() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        int code = status.intValue();
        boolean isUrl =
                error.summary().contains("request-target") || error.summary().contains("URI");
        return HttpResponse.create()
                .withStatus(code)
                .withEntity(
                        ContentTypes.parse(TYPE),
                        switch (code) {
                            case 414 -> of(414, "URI Too Long", "url_too_long", "The URL is too long");
                            case 431 ->
                                of(
                                        431,
                                        "Request Header Fields Too Large",
                                        "headers_too_large",
                                        "The headers are too large");
                            default ->
                                isUrl
                                        ? of(
                                                code,
                                                status.reason(),
                                                "malformed_url",
                                                "The URL must be ASCII with valid percent-encoding")
                                        : of(
                                                code,
                                                status.reason(),
                                                "malformed_request",
                                                "The request is not valid HTTP");
                        });
    }

    /** The media type of problem documents. */
    public static final String TYPE = "application/problem+json";

    /** Returns a problem document in UTF-8. */
    public static byte[] of(int status, String title, String code, String detail) {
        ObjectNode problem = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        if (status >= 500) {
            problem.put("error", title);
        }
        return problem.put("code", code).toString().getBytes(StandardCharsets.UTF_8);
    }
}
