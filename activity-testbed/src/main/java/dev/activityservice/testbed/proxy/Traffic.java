package dev.activityservice.testbed.proxy;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Requests to DynamoDB and what they cost. Bytes are those of bodies, because headers depend on the client and not on the work.
 *
 * @param operations the number of requests of each operation
 * @param writeUnits write capacity units, as the service reports them
 * @param readUnits read capacity units, as the service reports them
 * @param bytesOut bytes of requests
 * @param bytesIn bytes of answers
 * @param failed the number of answers that were errors
 */
public record Traffic(
        SortedMap<String, Integer> operations,
        double writeUnits,
        double readUnits,
        long bytesOut,
        long bytesIn,
        int failed) {

    public static final Traffic NONE = new Traffic(new TreeMap<>(), 0, 0, 0, 0, 0);

    /** Returns the traffic of one request. */
    public static Traffic of(
            String operation, double writeUnits, double readUnits, long bytesOut, long bytesIn, int failed) {
        return new Traffic(new TreeMap<>(Map.of(operation, 1)), writeUnits, readUnits, bytesOut, bytesIn, failed);
    }

    public Traffic plus(Traffic other) {
        SortedMap<String, Integer> sum = new TreeMap<>(operations);
        other.operations.forEach((operation, count) -> sum.merge(operation, count, Integer::sum));
        return new Traffic(
                sum,
                writeUnits + other.writeUnits,
                readUnits + other.readUnits,
                bytesOut + other.bytesOut,
                bytesIn + other.bytesIn,
                failed + other.failed);
    }

    public int requests() {
        return operations.values().stream().mapToInt(Integer::intValue).sum();
    }
}
