package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** An execution environment of the record function, with a fault proxy before the table. One invocation at a time. */
abstract class Worker implements AutoCloseable {

    private final Duration timeout;
    private final FaultProxy proxy;
    private volatile TableFaults faults = TableFaults.none();
    private Duration remaining = Duration.ZERO;

    Worker(URI dynamoDb, Duration timeout) throws IOException {
        this.timeout = timeout;
        this.proxy = FaultProxy.before(dynamoDb, call -> faults.reply(call));
    }

    /** Returns the answer of the function. Sets when the last request must arrive, and the remaining time. */
    abstract byte[] invoke(byte[] event, Context context, TableFaults met) throws IOException;

    /** Returns the time until the deadline at the answer of the last invocation. */
    final Duration remaining() {
        return remaining;
    }

    final void setRemaining(Duration time) {
        remaining = time;
    }

    /** Applies these faults to the requests from now on. */
    void meet(TableFaults next) throws IOException {
        proxy.accept();
        faults = next;
        if (next.fault() == FaultClass.STALE_CONNECTIONS) {
            proxy.closeConnections();
        } else if (next.fault() == FaultClass.REFUSED) {
            proxy.refuse();
            next.hit();
        }
    }

    final FaultProxy proxy() {
        return proxy;
    }

    final Duration timeout() {
        return timeout;
    }

    @Override
    public void close() {
        proxy.close();
    }
}
