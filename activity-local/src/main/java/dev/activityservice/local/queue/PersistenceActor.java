package dev.activityservice.local.queue;

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
import org.elasticmq.actor.queue.OperationSuccessful$;
import org.elasticmq.actor.queue.QueueEvent;

/**
 * Passes the events of ElasticMQ's queues to its database actor, in an order that loses no message when the process is killed.
 *
 * <p>Implementation note. A message that was received too often moves to the dead-letter queue, and a message move task moves it back.
 * A move is an addition to one queue and a removal from the other. ElasticMQ reports both in any order, and does not report the removal
 * of a move that a waiting receive has caused. If the removal were written first and the process were killed, the message would be
 * lost. If it were not written, the message would return after a restart. Therefore, an addition to a dead-letter queue also writes the
 * removal from the queue that the message names as its source. A reported removal of a move waits for its addition. A {@link
 * QueueFront} marks deletions by a consumer, which do not wait. {@link QueueFile} repairs messages that are in both queues after a
 * kill.
 *
 * <p>The default supervisor restarts a failed database actor with an empty list of queues; it would then acknowledge every event and
 * store none. Therefore, this class stops the whole server if the database actor fails.
 */
final class PersistenceActor extends AbstractActor {

    /** Requests an answer after all writes. */
    static final Object FLUSH = new Object();

    /** The removal of a message that does not exist: the database answers it after all writes before it. */
    private static final QueueEvent NOTHING = new QueueEvent.MessageRemoved("", "");

    private final ActorRef database;
    /** Deletions in progress. */
    private final Set<QueueFront.Deletion> deletions = new HashSet<>();
    /** The queue to which a message was added last, by message id. Contains the messages that were added since the start. */
    private final Map<String, String> lastQueues = new HashMap<>();
    /** Removals by moves whose addition to the other queue is not yet written, by message id. */
    private final Map<String, QueueEvent.MessageRemoved> waitingRemovals = new HashMap<>();

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
                .match(QueueEvent.MessageAdded.class, this::add)
                .match(QueueFront.Deletion.class, deletions::add)
                .match(QueueFront.DeletionEnd.class, end -> deletions.remove(end.deletion()))
                .match(QueueEvent.MessageRemoved.class, this::remove)
                .match(QueueFront.Purge.class, this::purge)
                .match(QueueEvent.QueueDeleted.class, event -> {
                    lastQueues.values().removeIf(event.queueName()::equals);
                    forward(event);
                })
                // A waiting removal is not written: the message is between two queues, and would be in none after a
                // restart.
                .matchEquals(FLUSH, flush -> forward(NOTHING))
                .match(Terminated.class, ended -> getContext().getSystem().terminate())
                .matchAny(this::forward)
                .build();
    }

    private void add(QueueEvent.MessageAdded event) {
        String id = event.message().id();
        String queue = event.queueName();
        QueueEvent.MessageRemoved waiting = waitingRemovals.remove(id);
        lastQueues.put(id, queue);
        if (waiting != null && waiting.queueName().equals(queue)) {
            // The message has moved to its own queue. Its row is still there.
            forward(new QueueEvent.MessageUpdated(queue, event.message()));
            return;
        }
        forward(event);
        if (waiting != null) {
            write(waiting);
        } else if (event.message().deadLetterSourceQueueName().isDefined()) {
            String source = event.message().deadLetterSourceQueueName().get();
            if (!source.equals(queue)) {
                write(new QueueEvent.MessageRemoved(source, id));
            }
        }
    }

    private void remove(QueueEvent.MessageRemoved event) {
        String id = event.messageId();
        String lastQueue = lastQueues.getOrDefault(id, event.queueName());
        if (deletions.contains(new QueueFront.Deletion(event.queueName(), id))) {
            forget(event.queueName(), id);
            forward(event);
        } else if (!lastQueue.equals(event.queueName())) {
            forward(event);
        } else {
            waitingRemovals.put(id, event);
            getSender().tell(OperationSuccessful$.MODULE$, getSelf());
        }
    }

    private void purge(QueueFront.Purge purge) {
        purge.messages().foreach(message -> {
            forget(purge.queue(), message.id());
            write(new QueueEvent.MessageRemoved(purge.queue(), message.id()));
            return true;
        });
        forward(NOTHING);
    }

    /** Forgets a message that is in no queue any more. */
    private void forget(String queue, String id) {
        lastQueues.remove(id, queue);
        waitingRemovals.remove(id);
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
