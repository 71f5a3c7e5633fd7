package dev.activityservice.aws.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * The limits of processor time and memory for one input. An input that exceeds a limit is run again, until the JIT compiler has
 * optimised the code. The smallest measurement counts, because other processes also use the processor.
 *
 * @param millis the processor time per megabyte of input, also for shorter inputs
 * @param bytesPerByte the allocated bytes per byte of input; 4 MB are always allowed
 * @param retries the maximum number of further runs
 */
record Limits(int millis, int bytesPerByte, int retries) {

    /** The promised limits. */
    static final Limits PROMISED = new Limits(50, 16, 200);
    /**
     * The limits for instrumented code, which needs more time and memory. Each comparison of names allocates, and a duplicate key no
     * longer ends the reading of a body with a hundred thousand names. The inputs that the fuzzer keeps are replayed without
     * instrumentation, with the promised limits.
     */
    static final Limits INSTRUMENTED = new Limits(2000, 4096, 4);

    private static final int MIN_ALLOWED_BYTES = 4 * 1024 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    <T> T measured(int length, Supplier<T> code) {
        long maxBytes = Math.max(MIN_ALLOWED_BYTES, (long) bytesPerByte * length);
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
            if (run == retries) {
                throw new AssertionError(length + " bytes took " + nanos / 1_000_000 + " ms and " + bytes / 1024
                        + " KB; allowed are " + maxMillis + " ms and " + maxBytes / 1024 + " KB");
            }
        }
    }
}
