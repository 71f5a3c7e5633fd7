package dev.activityservice.aws.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A path and, after a line feed, a query. They are sent as a REST API does (path encoded, parameters decoded) and as an HTTP API does
 * (path decoded, query encoded). No exception is expected.
 */
final class UrlSubject implements Subject<List<byte[]>, List<String>> {

    @Override
    public List<byte[]> prepare(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String path = end < 0 ? text : text.substring(0, end);
        String query = end < 0 ? "" : text.substring(end + 1);
        String rest = """
                {"path":%s,"httpMethod":"GET","multiValueQueryStringParameters":{%s},"requestContext":{}}""".formatted(SecondParser.quote(path), parameters(query));
        String http = """
                {"version":"2.0","rawPath":%s,"rawQueryString":%s,"requestContext":{"http":{"method":"GET"}}}""".formatted(SecondParser.quote(path), SecondParser.quote(query));
        return List.of(rest.getBytes(StandardCharsets.UTF_8), http.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<String> run(List<byte[]> events) {
        return events.stream().map(Invocations::find).toList();
    }

    @Override
    public int size(byte[] input, List<byte[]> events) {
        return events.stream().mapToInt(event -> event.length).sum();
    }

    @Override
    public void check(List<byte[]> events, List<String> answers) {
        for (String answer : answers) {
            Invocations.checkAnswer(answer);
        }
    }

    /** Returns the parameters as members of a JSON object. Duplicate names stay; a parser uses the last one. */
    private static String parameters(String query) {
        StringBuilder out = new StringBuilder();
        for (String each : query.split("&", -1)) {
            int is = each.indexOf('=');
            if (is > 0) {
                out.append(out.isEmpty() ? "" : ",")
                        .append(SecondParser.quote(each.substring(0, is)))
                        .append(":[")
                        .append(SecondParser.quote(each.substring(is + 1)))
                        .append(']');
            }
        }
        return out.toString();
    }
}
