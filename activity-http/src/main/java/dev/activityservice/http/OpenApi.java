package dev.activityservice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * The description of the API as an <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1</a> document. A program that embeds
 * the API can serve it, for example at {@code /openapi.json}. The deployable jar for Lambda does not contain this class.
 */
public final class OpenApi {

    /** The media type of the document. */
    public static final String MEDIA_TYPE = "application/json";

    private static final String RESOURCE = "openapi.json";
    private static final String SERVERS = "servers";

    private OpenApi() {}

    /** Returns the document as JSON. Its servers are the local stack and a deployment to AWS. */
    public static String json() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("Cannot find the resource " + RESOURCE + " next to " + OpenApi.class);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the document with one other server.
     *
     * @param serverUrl the URL before {@code /api/activity/}, for example {@code https://shop.example}; a relative one, such as
     *     {@code /}, is relative to the location of the document
     */
    public static String json(String serverUrl) {
        StringWriter copy = new StringWriter();
        try (JsonParser in = HttpJson.FACTORY.createParser(json());
                JsonGenerator out = HttpJson.FACTORY.createGenerator(copy)) {
            in.nextToken();
            out.writeStartObject();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                out.writeFieldName(name);
                in.nextToken();
                if (name.equals(SERVERS)) {
                    in.skipChildren();
                    out.writeStartArray();
                    out.writeStartObject();
                    out.writeStringField("url", serverUrl);
                    out.writeEndObject();
                    out.writeEndArray();
                } else {
                    out.copyCurrentStructure(in);
                }
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy.toString();
    }
}
