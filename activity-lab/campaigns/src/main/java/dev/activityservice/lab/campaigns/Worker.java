package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.IOException;
import java.time.Duration;

/** One execution environment of the record function, with the table behind a proxy of its own. */
interface Worker extends AutoCloseable {

    /** The function's answer; an exception if it has none. The trouble hears by when requests must have come. */
    byte[] invoke(byte[] event, Context context, TableTrouble trouble) throws IOException;

    /** What its requests to the table meet from now on. */
    void meet(TableTrouble trouble) throws IOException;

    /** How much of its time the last invocation had left at its answer. */
    Duration remaining();

    /** How long one invocation may take. */
    Duration timeout();

    @Override
    void close();
}
