package dev.activityservice.testbed.proxy;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that applies a {@link Fault} to each request. It stands in front of servers that never fail on their own (DynamoDB Local,
 * ElasticMQ). Thread-safe if the fault is.
 */
public final class FaultProxy extends HttpProxy {

    private final Fault fault;
    /** Null if calls are not recorded, because a campaign has millions of them. */
    private final @Nullable List<AwsJsonCall> calls;

    /** Decides the reply to each request. */
    @FunctionalInterface
    public interface Fault {

        /** Returns the reply. An {@link IOException} closes the connection. */
        Reply reply(AwsJsonCall call) throws IOException, InterruptedException;
    }

    private FaultProxy(URI upstream, Fault fault, @Nullable List<AwsJsonCall> calls) throws IOException {
        super(upstream);
        this.fault = fault;
        this.calls = calls;
        start();
    }

    /** Starts a proxy on a free port. */
    public static FaultProxy before(URI upstream, Fault fault) throws IOException {
        return new FaultProxy(upstream, fault, null);
    }

    /** Starts a proxy on a free port that also records all calls. */
    public static FaultProxy recording(URI upstream, Fault fault) throws IOException {
        return new FaultProxy(upstream, fault, new CopyOnWriteArrayList<>());
    }

    /** Returns the calls so far, in order of their arrival. Only for a {@linkplain #recording recording} proxy. */
    public List<AwsJsonCall> calls() {
        if (calls == null) {
            throw new IllegalStateException("Cannot list the calls: this proxy does not record them");
        }
        return calls;
    }

    @Override
    Reply reply(AwsJsonCall call) throws IOException, InterruptedException {
        if (calls != null) {
            calls.add(call);
        }
        return fault.reply(call);
    }
}
