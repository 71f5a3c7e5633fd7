package dev.activityservice.http;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.StoreUnavailableException;

/**
 * Receives the failures that a response does not explain, for example to log them. The methods are called in the thread of
 * {@link ActivityHttp#handle} before it returns. They must not throw. Implementations are thread-safe.
 */
public interface HttpFailureListener {

    /** The store gave no response; the status is 503. Does nothing by default. */
    default void storeUnavailable(StoreUnavailableException failure) {}

    /** The program failed; the status is 500. The message of the failure may quote data. Does nothing by default. */
    default void requestFailed(Throwable failure) {}

    /**
     * A page or a summary has left out stored rows because they cannot be read. Corrupt rows are a possible cause. Does nothing by default.
     *
     * @param entity the entity that was read; its id may be personal
     * @param rows the number of rows, at least 1
     */
    default void rowsUnreadable(EntityRef entity, int rows) {}
}
