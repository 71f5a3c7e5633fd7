package dev.activityservice.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes problem documents (RFC 9457). */
final class ProblemWriter {

    private ProblemWriter() {}

    static void write(PageBuffer body, HttpProblemException problem) throws IOException {
        try (JsonGenerator out = HttpJson.FACTORY.createGenerator(body)) {
            out.writeStartObject();
            out.writeStringField("type", HttpProblemException.TYPE);
            out.writeStringField("title", problem.code().title());
            out.writeNumberField("status", problem.code().status());
            out.writeStringField("detail", problem.detail());
            if (problem.code().hasError()) {
                out.writeStringField("error", problem.code().title());
            }
            out.writeStringField("code", problem.code().text());
            out.writeEndObject();
        }
    }
}
