package dev.activityservice.aws.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * What one input may cost. What is over is run again, as long as it takes a compiler to notice, and the least counts: another
 * process's load is not our input's.
 *
 * @param millis of processor time, for each megabyte and for what is less
 * @param bytesPerByte of memory, for each byte of the input; 4 MB are always allowed
 * @param patience how often an input is run again
 */
record Limits(int millis, int bytesPerByte, int patience) {

    /** What is promised. */
    static final Limits PROMISED = new Limits(50, 16, 40);
    /**
     * For code that reports its branches and comparisons to a fuzzer, which takes time and memory of its own. What the fuzzer keeps
     * is tried again without it, against what is promised.
     */
    static final Limits INSTRUMENTED = new Limits(1000, 512, 4);

    private static final int LEAST = 4 * 1024 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    <T> T measured(int length, Supplier<T> code) {
        long maxBytes = Math.max(LEAST, (long) bytesPerByte * length);
        long maxMillis = Math.max(millis, (long) millis * length / LongInput.LENGTH);
        long maxNanos = maxMillis * 1_000_000L;
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int run = 0; ; run++) {
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long nanosBefore = THREADS.getCurrentThreadCpuTime();
            T answer = code.get();
            nanos = Math.min(nanos, THREADS.getCurrentThreadCpuTime() - nanosBefore);
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
            if (nanos <= maxNanos && bytes <= maxBytes) {
                return answer;
            }
            if (run == patience) {
                throw new AssertionError(length + " bytes took " + nanos / 1_000_000 + " ms and " + bytes / 1024
                        + " KB; allowed are " + maxMillis + " ms and " + maxBytes / 1024 + " KB");
            }
        }
    }
}
