package dev.activityservice.lab.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.port.Deadline;
import dev.activityservice.testbed.lambda.LambdaProcess;
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

/** The faults of one delivery's requests to the table. Thread-safe. */
final class TableFaults implements FaultProxy.Fault {

    private static final List<String> THROTTLING_CODES =
            List.of("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded");

    /** The faults of a mixture. Each of them ends with its own request. */
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
    private static final int MAX_FAULTY_REQUESTS = 3;

    private final FaultClass fault;
    private final SplittableRandom random;
    private final Defect defect;
    private final int faultyRequests;
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable String throttledKey;
    private volatile boolean isHit;
    private volatile @Nullable LambdaProcess process;
    private volatile @Nullable Counters counters;
    private volatile Duration tolerance = Duration.ZERO;
    private volatile @Nullable Deadline lastArrival;

    TableFaults(FaultPlan.Draw draw, Defect defect) {
        this.fault = draw.fault();
        this.random = draw.random();
        this.defect = defect;
        int faulty = 1 + random.nextInt(MAX_FAULTY_REQUESTS);
        this.faultyRequests = fault == FaultClass.ANY_MIXTURE ? 2 * faulty : faulty;
    }

    static TableFaults none() {
        return new TableFaults(new FaultPlan.Draw(FaultClass.NONE, new SplittableRandom(0)), Defect.NONE);
    }

    /** Always throttles the items whose partition key contains this text. */
    static TableFaults throttling(String key) {
        TableFaults faults =
                new TableFaults(new FaultPlan.Draw(FaultClass.ONE_KEY_THROTTLED, new SplittableRandom(0)), Defect.NONE);
        faults.throttledKey = key;
        return faults;
    }

    FaultClass fault() {
        return fault;
    }

    /** Returns whether the fault has affected a request. */
    boolean isHit() {
        return isHit;
    }

    void hit() {
        isHit = true;
    }

    /** Sets the process that a kill freezes. */
    void freezeWith(LambdaProcess function) {
        process = function;
    }

    /** Counts requests with these counters once their end is known. */
    void countWith(Counters campaign) {
        counters = campaign;
    }

    /** Starts to count requests. Earlier requests belong to the worker itself. */
    void expectRequestsUntil(Deadline last, Duration accepted) {
        tolerance = accepted;
        lastArrival = last;
    }

    /** Ends the delivery, and releases the requests that still hang. */
    void end() {
        ended.countDown();
    }

    @Override
    public Reply reply(AwsJsonCall call) throws IOException, InterruptedException {
        Deadline last = lastArrival;
        Counters campaign = counters;
        if (last != null && campaign != null) {
            campaign.requested(call.operation() + " under " + fault, last.remaining(), tolerance);
        }
        if (defect == Defect.DOES_NOT_PIN && call.operation().equals(PIN)) {
            return unpinned(call);
        }
        if (defect == Defect.WRITES_TO_ANOTHER_ENTITY && call.operation().equals(PUT)) {
            call.send(call.body().replace("\"pk\":{\"S\":\"order#", "\"pk\":{\"S\":\"order#other"));
        }
        if (defect == Defect.LOSES_EDGES && call.operation().equals(PUT)) {
            call.leave(put -> put.contains("\"pk\":{\"S\":\"@"));
            return Reply.of(200, "{\"UnprocessedItems\":{}}");
        }
        Reply reply = apply(fault == FaultClass.ANY_MIXTURE ? MIXABLE.get(below(MIXABLE.size())) : fault, call);
        return defect == Defect.IGNORES_UNPROCESSED_ITEMS && hasUnprocessed(reply)
                ? Reply.of(200, "{\"UnprocessedItems\":{}}")
                : reply;
    }

    private Reply apply(FaultClass applied, AwsJsonCall call) throws IOException, InterruptedException {
        boolean isFaulty = requests.getAndIncrement() < faultyRequests;
        return switch (applied) {
            case UNPROCESSED -> leave(call, put -> below(10) < 4);
            case UNPROCESSED_TO_THE_END -> leave(call, put -> put.hashCode() % 2 == 0);
            case ONE_KEY_THROTTLED -> leave(call, put -> put.contains(throttledKey(put)));
            case PINS_THROTTLED -> call.operation().equals(PIN) ? hit(throttling()) : call.pass();
            case STALE_CONNECTIONS -> hit(call.pass().sent(Manner.WHOLE_THEN_CLOSED));
            case SILENT -> hang();
            case APPLIED_THEN_SILENT -> {
                call.pass();
                yield hang();
            }
            case KILLED_BEFORE_WRITE -> call.operation().equals(PUT) ? frozen(Reply.none()) : call.pass();
            case KILLED_AFTER_WRITE -> call.operation().equals(PUT) ? frozen(call.pass()) : call.pass();
            default -> isFaulty ? once(applied, call) : call.pass();
        };
    }

    /** Faults of the first requests only. */
    private Reply once(FaultClass applied, AwsJsonCall call) throws IOException, InterruptedException {
        return switch (applied) {
            case CALL_THROTTLED -> hit(throttling());
            case SERVER_ERROR -> hit(Reply.error(below(2) == 0 ? 500 : 503, "InternalServerError"));
            case APPLIED_THEN_DROPPED -> hit(call.pass().sent(below(2) == 0 ? Manner.CLOSED : Manner.RESET));
            case DROPPED -> hit(Reply.none().sent(below(2) == 0 ? Manner.CLOSED : Manner.RESET));
            case TRUNCATED -> hit(call.pass().sent(Manner.TRUNCATED));
            case NOT_JSON -> hit(Reply.of(call.pass().status(), "<html><body>502 Bad Gateway</body></html>"));
            case WRONG_CHECKSUM -> hit(call.pass().withWrongChecksum());
            case SLOW -> hit(call.pass().sent(Manner.SLOW));
            default -> call.pass();
        };
    }

    private Reply throttling() {
        return Reply.error(400, THROTTLING_CODES.get(below(THROTTLING_CODES.size())));
    }

    private Reply leave(AwsJsonCall call, Predicate<String> unprocessed) throws IOException, InterruptedException {
        if (!call.operation().equals(PUT)) {
            return call.pass();
        }
        Reply reply = call.leave(unprocessed);
        return hasUnprocessed(reply) ? hit(reply) : reply;
    }

    private Reply hit(Reply reply) {
        hit();
        return reply;
    }

    /** Does not answer before the delivery has ended. */
    private Reply hang() throws InterruptedException {
        hit();
        ended.await();
        return Reply.none();
    }

    private Reply frozen(Reply reply) throws IOException, InterruptedException {
        LambdaProcess function = process;
        if (function != null) {
            function.freeze();
        }
        hang();
        return reply.sent(Manner.CLOSED);
    }

    /** Answers with the time and the sequence of this publication, as a store without pins would use it. */
    private static Reply unpinned(AwsJsonCall call) {
        JsonNode moment = call.json().path("ExpressionAttributeValues").path(":t");
        return Reply.of(200, "{\"Attributes\":{\"t\":" + moment + ",\"f\":{\"S\":\"2\"}}}");
    }

    private static boolean hasUnprocessed(Reply reply) {
        return reply.body().startsWith("{\"UnprocessedItems\":{\"");
    }

    private synchronized String throttledKey(String put) {
        if (throttledKey == null) {
            int from = put.indexOf("\"pk\":{\"S\":\"");
            throttledKey = put.substring(from, put.indexOf('}', from));
        }
        return throttledKey;
    }

    private synchronized int below(int bound) {
        return random.nextInt(bound);
    }
}
