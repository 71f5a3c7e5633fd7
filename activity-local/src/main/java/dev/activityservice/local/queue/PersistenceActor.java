package dev.activityservice.local.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.OneForOneStrategy;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.SupervisorStrategy;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.japi.pf.DeciderBuilder;
import org.elasticmq.QueueData;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.actor.queue.OperationSuccessful$;
import org.elasticmq.actor.queue.QueueEvent;

/**
 * Passes the events of ElasticMQ's queues to its database actor, in an order that loses no message when the process is killed.
 *
 * <p>Implementation note. A message that was received too often moves to the dead-letter queue. ElasticMQ sends two events for a
 * move, a removal and an addition, in any order. If the removal were written first and the process were killed, the message would be
 * lost. Therefore, a removal that may belong to a move waits for the addition, or for a second. {@link QueueFile} repairs
 * messages that are then in both queues.
 *
 * <p>The default supervisor restarts a failed database actor with an empty list of queues; it would then acknowledge every event and
 * store none. Therefore, this class stops the whole server if the database actor fails.
 */
final class PersistenceActor extends AbstractActor {

    /** Requests that waiting removals are written. The answer comes after the writes. */
    static final Object FLUSH = new Object();

    private static final Duration MAX_MOVE_DURATION = Duration.ofSeconds(1);

    private final ActorRef database;
    /** Maximum receives of a message before ElasticMQ moves it, by queue. Contains only queues with a dead-letter queue. */
    private final Map<String, Integer> maxReceives = new HashMap<>();
    /** Ids of received messages that will not move at their next receive. If one is removed, its consumer has deleted it. */
    private final Set<String> received = new HashSet<>();

    private final Map<String, QueueEvent.MessageRemoved> waitingRemovals = new HashMap<>();

    private record MoveTimeout(QueueEvent.MessageRemoved removal) {}

    private PersistenceActor(Props database) {
        this.database = getContext().watch(getContext().actorOf(database, "database"));
    }

    /** @param database ElasticMQ's actor that writes to the database */
    static Props props(Props database) {
        return Props.create(PersistenceActor.class, () -> new PersistenceActor(database));
    }

    @Override
    public SupervisorStrategy supervisorStrategy() {
        return new OneForOneStrategy(DeciderBuilder.matchAny(failure -> {
                    System.getLogger(PersistenceActor.class.getPackageName())
                            .log(
                                    System.Logger.Level.ERROR,
                                    "The queues stop, because they cannot be written to disk. No accepted message is lost:"
                                            + " start again",
                                    failure);
                    return SupervisorStrategy.stop();
                })
                .build());
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder()
                .match(QueueEvent.QueueCreated.class, event -> configure(event, event.queue()))
                .match(QueueEvent.QueueMetadataUpdated.class, event -> configure(event, event.queue()))
                .match(QueueEvent.MessageAdded.class, this::add)
                .match(QueueEvent.MessageUpdated.class, this::update)
                .match(QueueEvent.MessageRemoved.class, this::remove)
                .match(MoveTimeout.class, timeout -> {
                    if (waitingRemovals.remove(timeout.removal().messageId(), timeout.removal())) {
                        write(timeout.removal());
                    }
                })
                .matchEquals(FLUSH, flush -> {
                    waitingRemovals.values().forEach(this::write);
                    waitingRemovals.clear();
                    // The removal of nothing: its answer comes after the writes.
                    forward(new QueueEvent.MessageRemoved("", ""));
                })
                .match(Terminated.class, ended -> getContext().getSystem().terminate())
                .matchAny(this::forward)
                .build();
    }

    private void configure(QueueEvent event, QueueData queue) {
        if (queue.deadLettersQueue().isDefined()) {
            maxReceives.put(queue.name(), queue.deadLettersQueue().get().maxReceiveCount());
        } else {
            maxReceives.remove(queue.name());
        }
        forward(event);
    }

    private void add(QueueEvent.MessageAdded event) {
        forward(event);
        QueueEvent.MessageRemoved removal =
                waitingRemovals.remove(event.message().id());
        if (removal != null) {
            write(removal);
        }
    }

    private void update(QueueEvent.MessageUpdated event) {
        InternalMessage message = event.message();
        Integer max = maxReceives.get(event.queueName());
        if (max != null && message.receiveCount() < max) {
            received.add(message.id());
        } else {
            received.remove(message.id());
        }
        forward(event);
    }

    private void remove(QueueEvent.MessageRemoved event) {
        if (received.remove(event.messageId())) {
            forward(event);
        } else {
            waitingRemovals.put(event.messageId(), event);
            getContext()
                    .getSystem()
                    .scheduler()
                    .scheduleOnce(
                            MAX_MOVE_DURATION,
                            getSelf(),
                            new MoveTimeout(event),
                            getContext().getDispatcher(),
                            getSelf());
            getSender().tell(OperationSuccessful$.MODULE$, getSelf());
        }
    }

    /** Lets the database answer the sender. */
    private void forward(Object event) {
        database.forward(event, getContext());
    }

    /** Ignores the answer, because the sender already has one. */
    private void write(QueueEvent event) {
        database.tell(event, ActorRef.noSender());
    }
}
