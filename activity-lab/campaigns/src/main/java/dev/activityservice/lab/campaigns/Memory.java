package dev.activityservice.lab.campaigns;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The memory of this process, in megabytes.
 *
 * @param liveHeap used heap after a full collection
 * @param resident resident memory; -1 without {@code /proc}
 */
record Memory(double liveHeap, double resident) {

    private static final double MEGABYTE = 1024 * 1024;
    private static final Path STATUS = Path.of("/proc/self/status");

    static Memory now() throws IOException {
        System.gc();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
        return new Memory(heap, residentNow());
    }

    private static double residentNow() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return -1;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        }
    }
}
