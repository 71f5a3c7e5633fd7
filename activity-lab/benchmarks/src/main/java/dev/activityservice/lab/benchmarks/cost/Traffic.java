package dev.activityservice.lab.benchmarks.cost;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What went over the wire to DynamoDB. Bytes are those of bodies: headers depend on the client, not on the work.
 *
 * @param operations how often each was requested
 * @param writeUnits as the service says it
 * @param readUnits as the service says it
 * @param bytesOut of requests
 * @param bytesIn of answers
 * @param failed how many answers were errors
 */
record Traffic(
        SortedMap<String, Integer> operations,
        double writeUnits,
        double readUnits,
        long bytesOut,
        long bytesIn,
        int failed) {

    static final Traffic NONE = new Traffic(new TreeMap<>(), 0, 0, 0, 0, 0);

    static Traffic of(String operation, double writeUnits, double readUnits, long bytesOut, long bytesIn, int failed) {
        SortedMap<String, Integer> once = new TreeMap<>();
        once.put(operation, 1);
        return new Traffic(once, writeUnits, readUnits, bytesOut, bytesIn, failed);
    }

    Traffic plus(Traffic other) {
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

    int requests() {
        return operations.values().stream().mapToInt(Integer::intValue).sum();
    }
}
