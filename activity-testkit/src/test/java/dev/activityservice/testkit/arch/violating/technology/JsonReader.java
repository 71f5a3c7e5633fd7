package dev.activityservice.testkit.arch.violating.technology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

public class JsonReader {

    protected final List<JsonFactory> factories = List.of();

    public Optional<JsonParser> parser() {
        return Optional.empty();
    }

    public void read(JsonParser parser) throws IOException {
        parser.nextToken();
    }

    void notSeen(JsonParser parser) throws IOException {
        parser.nextToken();
    }
}
