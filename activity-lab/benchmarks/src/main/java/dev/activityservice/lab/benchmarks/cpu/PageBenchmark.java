package dev.activityservice.lab.benchmarks.cpu;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.event.Message;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;

/** Finds a page of 50 of 100 activities, without and with writing the answer of the gateway. */
public class PageBenchmark extends CpuBenchmark {

    private static final int HISTORY = 100;

    private final ActivityService service = filled();
    private final ActivityQuery query =
            ActivityQuery.builder(EntityRef.of("order", "ORD-2001")).limit(50).build();
    private final ApiStreamHandler handler =
            new ApiStreamHandler(GatewayApi.builder(service).build(), Duration.ofMillis(100));
    private final byte[] request = """
            {"path":"/api/activity/order/ORD-2001","httpMethod":"GET","headers":{},"queryStringParameters":{"limit":"50"},\
            "requestContext":{"stage":"prod","identity":{"userArn":"arn:aws:iam::123456789012:user/reader"}}}""".getBytes(StandardCharsets.UTF_8);

    @Benchmark
    public Object find() {
        return service.find(null, query);
    }

    /** Reused, so that Lambda's part is not measured. */
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);

    @Benchmark
    public Object findAndAnswer() throws IOException {
        out.reset();
        handler.handleRequest(new ByteArrayInputStream(request), out, LambdaContext.withAmpleTime());
        return out;
    }

    private static ActivityService filled() {
        ActivityService service = ActivityService.builder(InMemoryActivityStore.create())
                .readPolicy(ReadPolicy.allowAll())
                .build();
        service.record(IntStream.range(0, HISTORY)
                .mapToObj(i -> Message.of(Samples.body(i)))
                .toList());
        return service;
    }
}
