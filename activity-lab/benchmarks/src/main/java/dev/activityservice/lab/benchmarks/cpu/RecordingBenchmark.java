package dev.activityservice.lab.benchmarks.cpu;

import dev.activityservice.ActivityService;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Records a batch of 25 in memory; the result is per event. The events repeat, so the store does not grow. */
public class RecordingBenchmark extends CpuBenchmark {

    private static final int BATCH = 25;

    private final ActivityService service =
            ActivityService.builder(InMemoryActivityStore.create()).build();
    private final EventReader reader = service.reader();
    private final MessageMetadata metadata = MessageMetadata.none();
    private final List<String> bodies =
            IntStream.range(0, BATCH).mapToObj(Samples::body).toList();
    private final List<DomainEvent> events = bodies.stream().map(this::read).toList();

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object bodyToStoredActivities() {
        List<DomainEvent> read = new ArrayList<>(BATCH);
        for (String body : bodies) {
            read.add(read(body));
        }
        return service.record(read);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object eventToStoredActivities() {
        return service.record(events);
    }

    private DomainEvent read(String body) {
        return ((EventReader.Result.Accepted) reader.read(body, metadata)).event();
    }
}
