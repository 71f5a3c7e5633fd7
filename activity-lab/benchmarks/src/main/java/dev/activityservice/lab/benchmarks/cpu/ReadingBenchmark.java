package dev.activityservice.lab.benchmarks.cpu;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.DomainEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;

/** Reads a body to an event, and maps an event to activities. */
public class ReadingBenchmark extends CpuBenchmark {

    private final JsonFactory json = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private final EventReader reader = EventReader.create();
    private final ActivityCatalog catalog = ActivityCatalog.reference();
    private final MessageMetadata metadata = MessageMetadata.none();
    private final String body = Samples.body(1);
    private final byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    private final DomainEvent event = ((EventReader.Result.Accepted) reader.read(body, metadata)).event();

    /** The baseline: the parser, once over the body. */
    @Benchmark
    public long tokensOfBody() throws IOException {
        long tokens = 0;
        try (JsonParser parser = json.createParser(body)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    @Benchmark
    public Object readText() {
        return reader.read(body, metadata);
    }

    @Benchmark
    public Object readBytes() {
        return reader.read(bytes, metadata);
    }

    @Benchmark
    public Object mapToActivities() {
        return catalog.map(event);
    }

    /** Everything except the store. */
    @Benchmark
    public Object bodyToActivities() {
        return catalog.map(((EventReader.Result.Accepted) reader.read(body, metadata)).event());
    }
}
