package dev.activityservice.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.activityservice.http.OpenApi;
import dev.activityservice.testbed.openapi.ApiContract;
import dev.activityservice.testbed.openapi.ApiResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends requests to local stacks, and validates each response of the API against the OpenAPI document. The tests of this module send
 * requests only here, which LocalArchitectureTest checks.
 */
public final class CheckedClient {

    private static final ApiContract CONTRACT = ApiContract.of(OpenApi.json());
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String API = "/api/";

    private CheckedClient() {}

    public static HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            check(
                    request.method(),
                    request.uri().getRawPath(),
                    new ApiResponse(
                            response.statusCode(),
                            response.headers().map(),
                            response.body().getBytes(UTF_8)));
            return response;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Sends the bytes of a request, with one per character, and returns the bytes of the answer as UTF-8. */
    static String send(URI endpoint, String request) throws IOException {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            String[] requestLine = request.split("\r\n", 2)[0].split(" ", 3);
            // The server does not read other request lines as HTTP, so their answers are not the API's.
            if (requestLine[1].startsWith(API) && requestLine[2].matches("HTTP/1\\.[01]")) {
                check(requestLine[0], requestLine[1].split("\\?", 2)[0], parse(answer));
            }
            return answer;
        }
    }

    /** Validates a response if it is one of the API. */
    static void check(String method, String path, ApiResponse response) {
        if (path.startsWith(API)) {
            CONTRACT.check(method, path, response);
        }
    }

    private static ApiResponse parse(String answer) {
        String[] parts = answer.split("\r\n\r\n", 2);
        String[] lines = parts[0].split("\r\n", -1);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] pair = lines[i].split(": *", 2);
            headers.computeIfAbsent(pair[0], name -> new ArrayList<>()).add(pair[1]);
        }
        return new ApiResponse(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, parts[1].getBytes(UTF_8));
    }
}
