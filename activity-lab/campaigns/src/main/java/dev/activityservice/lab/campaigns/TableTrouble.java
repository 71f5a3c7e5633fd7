package dev.activityservice.lab.campaigns;

import dev.activityservice.port.Deadline;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import dev.activityservice.testbed.proxy.Reply.Manner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the table's requests of one delivery meet. Thread-safe. */
final class TableTrouble implements FaultProxy.Fault {

    private static final List<String> THROTTLINGS =
            List.of("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded");

    /** Of these a mixture is made: each ends by itself, whatever follows. */
    private static final List<FaultClass> MIXABLE = List.of(
            FaultClass.NONE,
            FaultClass.UNPROCESSED,
            FaultClass.CALL_THROTTLED,
            FaultClass.SERVER_ERROR,
            FaultClass.APPLIED_THEN_DROPPED,
            FaultClass.DROPPED,
            FaultClass.STALE_CONNECTIONS,
            FaultClass.TRUNCATED,
            FaultClass.NOT_JSON,
            FaultClass.WRONG_CHECKSUM);

    private static final String PUT = "BatchWriteItem";
    private static final String PIN = "UpdateItem";

    private final FaultClass fault;
    private final SplittableRandom dice;
    private final Defect defect;
    private final int stubbornness;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger hits = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable String throttledKey;
    private volatile Freezer freezer = () -> {};
    private volatile Arrivals arrivals = (request, spare, patience) -> {};
    private volatile Duration patience = Duration.ZERO;
    private volatile @Nullable Deadline lastArrival;

    /** Stops the function's process. */
    @FunctionalInterface
    interface Freezer {
        void freeze() throws IOException, InterruptedException;
    }

    TableTrouble(FaultPlan.Draw draw, Defect defect) {
        this.fault = draw.fault();
        this.dice = draw.dice();
        this.defect = defect;
        this.stubbornness = 1 + dice.nextInt(3);
    }

    static TableTrouble none() {
        return new TableTrouble(new FaultPlan.Draw(FaultClass.NONE, new SplittableRandom(0)), Defect.NONE);
    }

    /** Always throttles the items with a partition key that contains this. */
    static TableTrouble throttling(String key) {
        TableTrouble trouble = new TableTrouble(
                new FaultPlan.Draw(FaultClass.ONE_KEY_THROTTLED, new SplittableRandom(0)), Defect.NONE);
        trouble.throttledKey = key;
        return trouble;
    }

    FaultClass fault() {
        return fault;
    }

    /** Whether any request has met the fault. */
    boolean hasHit() {
        return hits.get() > 0;
    }

    void hit() {
        hits.incrementAndGet();
    }

    void freezeBy(Freezer how) {
        freezer = how;
    }

    /** Hears of each request how long before the end of {@link #acceptUntil} it came; less than nothing, if after it. */
    @FunctionalInterface
    interface Arrivals {
        void came(String request, Duration spare, Duration patience);
    }

    void tellArrivals(Arrivals listener) {
        arrivals = listener;
    }

    /** By when the last request must have come; what is asked before this is told is the worker's own. */
    void acceptUntil(Deadline last, Duration latest) {
        patience = latest;
        lastArrival = last;
    }

    /** The delivery is done with: nobody waits for what still hangs. */
    void end() {
        over.countDown();
    }

    @Override
    public Reply reply(AwsJsonCall call) throws IOException, InterruptedException {
        Deadline last = lastArrival;
        if (last != null) {
            arrivals.came(call.operation() + " under " + fault, last.remaining(), patience);
        }
        if (defect == Defect.PINS_NOTHING && call.operation().equals(PIN)) {
            return unpinned(call);
        }
        if (defect == Defect.WRITES_INTO_A_STRANGERS_TIMELINE
                && call.operation().equals(PUT)) {
            call.send(call.body().replace("\"pk\":{\"S\":\"order#", "\"pk\":{\"S\":\"order#stranger"));
        }
        Reply reply = met(fault == FaultClass.ANY_MIXTURE ? MIXABLE.get(below(MIXABLE.size())) : fault, call);
        return defect == Defect.IGNORES_UNPROCESSED_ITEMS && reply.body().startsWith("{\"UnprocessedItems\":{\"")
                ? Reply.of(200, "{\"UnprocessedItems\":{}}")
                : reply;
    }

    private Reply met(FaultClass met, AwsJsonCall call) throws IOException, InterruptedException {
        boolean isEarly = fault == FaultClass.ANY_MIXTURE
                ? requests.getAndIncrement() < 2 * stubbornness
                : requests.getAndIncrement() < stubbornness;
        return switch (met) {
            case UNPROCESSED -> leave(call, put -> below(10) < 4);
            case UNPROCESSED_TO_THE_END -> leave(call, put -> put.hashCode() % 2 == 0);
            case ONE_KEY_THROTTLED -> leave(call, put -> put.contains(throttledKey(put)));
            case PINS_THROTTLED ->
                call.operation().equals(PIN) ? hit(Reply.error(400, THROTTLINGS.get(below(3)))) : call.pass();
            case CALL_THROTTLED -> isEarly ? hit(Reply.error(400, THROTTLINGS.get(below(3)))) : call.pass();
            case SERVER_ERROR ->
                isEarly ? hit(Reply.error(below(2) == 0 ? 500 : 503, "InternalServerError")) : call.pass();
            case APPLIED_THEN_DROPPED ->
                isEarly ? hit(call.pass().sent(below(2) == 0 ? Manner.CLOSED : Manner.RESET)) : call.pass();
            case DROPPED ->
                isEarly ? hit(Reply.none().sent(below(2) == 0 ? Manner.CLOSED : Manner.RESET)) : call.pass();
            case STALE_CONNECTIONS -> hit(call.pass().sent(Manner.WHOLE_THEN_CLOSED));
            case TRUNCATED -> isEarly ? hit(call.pass().sent(Manner.TRUNCATED)) : call.pass();
            case NOT_JSON -> isEarly ? hit(notJson(call)) : call.pass();
            case WRONG_CHECKSUM -> isEarly ? hit(call.pass().withWrongChecksum()) : call.pass();
            case SLOW -> isEarly ? hit(call.pass().sent(Manner.SLOW)) : call.pass();
            case SILENT -> silence();
            case APPLIED_THEN_SILENT -> {
                call.pass();
                yield silence();
            }
            case KILLED_BEFORE_WRITE -> call.operation().equals(PUT) ? frozen(false, call) : call.pass();
            case KILLED_AFTER_WRITE -> call.operation().equals(PUT) ? frozen(true, call) : call.pass();
            default -> call.pass();
        };
    }

    private Reply leave(AwsJsonCall call, Predicate<String> unprocessed) throws IOException, InterruptedException {
        if (!call.operation().equals(PUT)) {
            return call.pass();
        }
        Reply reply = call.leave(unprocessed);
        if (reply.body().startsWith("{\"UnprocessedItems\":{\"")) {
            hit();
        }
        return reply;
    }

    private Reply hit(Reply reply) {
        hit();
        return reply;
    }

    private static Reply notJson(AwsJsonCall call) throws IOException, InterruptedException {
        Reply applied = call.pass();
        return Reply.of(applied.status(), "<html><body>502 Bad Gateway</body></html>");
    }

    /** The client gives up first; the thread must not wait for longer than the delivery lasts. */
    private Reply silence() throws InterruptedException {
        // Before it waits: when the wait is over, nobody asks any more.
        hit();
        over.await();
        return Reply.none();
    }

    private Reply frozen(boolean isApplied, AwsJsonCall call) throws IOException, InterruptedException {
        Reply applied = isApplied ? call.pass() : Reply.none();
        hit();
        freezer.freeze();
        over.await();
        return applied.sent(Manner.CLOSED);
    }

    /** What a store that pins nothing would go on with: the time of this publish. */
    private static Reply unpinned(AwsJsonCall call) {
        String begin = "\":t\":{\"S\":\"";
        int from = call.body().indexOf(begin) + begin.length();
        String time = call.body().substring(from, call.body().indexOf('"', from));
        return Reply.of(200, "{\"Attributes\":{\"t\":{\"S\":\"" + time + "\"},\"f\":{\"S\":\"1\"}}}");
    }

    private synchronized String throttledKey(String put) {
        String key = throttledKey;
        if (key == null) {
            String begin = "\"pk\":{\"S\":\"";
            int from = put.indexOf(begin);
            key = put.substring(from, put.indexOf('}', from));
            throttledKey = key;
        }
        return key;
    }

    private synchronized int below(int bound) {
        return dice.nextInt(bound);
    }
}
