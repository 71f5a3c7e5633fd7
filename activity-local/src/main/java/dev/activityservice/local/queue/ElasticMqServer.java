package dev.activityservice.local.queue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.QueueEvent;
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.rest.sqs.TheSQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.util.Either;
import scalikejdbc.ConnectionPool;

/**
 * An SQS on 127.0.0.1, with AWS's limits. One that keeps its messages on disk answers a send only when the message is in its
 * file, so that it outlives the process (not the power supply). At most one such per JVM, for its connections are static.
 * Thread-safe.
 */
public final class ElasticMqServer implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 5;

    private final ActorSystem system;
    private final URI endpoint;
    private final Option<ActorRef> storage;

    private ElasticMqServer(ActorSystem system, URI endpoint, Option<ActorRef> storage) {
        this.system = system;
        this.endpoint = endpoint;
        this.storage = storage;
    }

    /**
     * Starts a server; it answers, and has its messages back, when this returns.
     *
     * @param port to listen on, 0 for a free one
     * @param folder for its database; null to keep everything in memory
     * @throws QueueServerException if the port is in use, or the database cannot be opened
     */
    public static ElasticMqServer start(int port, @Nullable Path folder, String region, String account) {
        ActorSystem system = ActorSystem.create("elasticmq", configuration(), ElasticMqServer.class.getClassLoader());
        Option<ActorRef> storage = Option.empty();
        try {
            if (folder != null) {
                QueueFile.prepare(folder);
                storage = storage(system, folder);
            }
            ActorRef manager = system.actorOf(
                    Props.create(QueueManagerActor.class, new NowProvider(), StrictSQSLimits$.MODULE$, storage),
                    "queue-manager");
            if (storage.isDefined()) {
                restore(system, storage.get(), manager);
            }
            TheSQSRestServerBuilder builder = SQSRestServerBuilder.withActorSystem(system)
                    .withQueueManagerActor(manager)
                    .withInterface(LOOPBACK)
                    .withPort(port)
                    .withAWSRegion(region)
                    .withAWSAccountId(account)
                    .withSQSLimits(StrictSQSLimits$.MODULE$);
            builder = port == 0
                    ? builder.withDynamicPort()
                    : builder.withServerAddress(new NodeAddress("http", LOOPBACK, port, ""));
            if (storage.isDefined()) {
                builder = builder.withQueueEventListener(storage.get());
            }
            SQSRestServer server = builder.start();
            int bound = server.waitUntilStarted().localAddress().getPort();
            return new ElasticMqServer(system, URI.create("http://" + LOOPBACK + ":" + bound), storage);
        } catch (Exception | LinkageError e) {
            stop(system, storage);
            throw new QueueServerException("Cannot start ElasticMQ: " + causes(e), e);
        }
    }

    /** For a client's endpoint override. */
    public URI endpoint() {
        return endpoint;
    }

    /** Stops answering and closes the database. */
    @Override
    public void close() {
        stop(system, storage);
    }

    private static void stop(ActorSystem system, Option<ActorRef> storage) {
        try {
            if (storage.isDefined()) {
                Await.ready(
                        Patterns.ask(storage.get(), PersistenceActor.FLUSH, TimeUnit.SECONDS.toMillis(STOP_SECONDS)),
                        Duration.apply(STOP_SECONDS, TimeUnit.SECONDS));
            }
            Await.ready(system.terminate(), Duration.apply(STOP_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            // What was acknowledged is in the file already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (storage.isDefined()) {
            ConnectionPool.closeAll();
        }
    }

    private static Option<ActorRef> storage(ActorSystem system, Path folder) {
        SqlQueuePersistenceConfig sql =
                new SqlQueuePersistenceConfig(true, "org.h2.Driver", QueueFile.uri(folder), "", "", false);
        return Option.apply(system.actorOf(
                PersistenceActor.props(Props.create(
                        SqlQueuePersistenceActor.class, sql, scala.collection.immutable.List$.MODULE$.empty())),
                "storage"));
    }

    private static void restore(ActorSystem system, ActorRef storage, ActorRef manager) throws Exception {
        CompletableFuture<Object> answer = Patterns.ask(
                        storage, new QueueEvent.Restore(manager), java.time.Duration.ofSeconds(START_SECONDS))
                .toCompletableFuture();
        system.getWhenTerminated()
                .thenRun(() -> answer.completeExceptionally(new QueueServerException(
                        "The keeper of the queues' file has failed; its line above says how", null)));
        Object restored = answer.get(START_SECONDS, TimeUnit.SECONDS);
        if (restored instanceof Either<?, ?> either && either.isLeft()) {
            throw new QueueServerException("Cannot restore the queues: " + either.left(), null);
        }
    }

    /** This JVM's owner decides when it ends, and what it logs. */
    private static Config configuration() {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.loglevel", "OFF",
                        "pekko.stdout-loglevel", "OFF",
                        "pekko.log-dead-letters", "off",
                        "pekko.daemonic", "on",
                        "pekko.jvm-exit-on-fatal-error", "off",
                        "pekko.jvm-shutdown-hooks", "off",
                        "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                        // SQS lets a receive wait for 20 seconds.
                        "pekko.http.server.request-timeout", "25 s",
                        // A million bytes, escaped and with their request around them.
                        "pekko.http.server.parsing.max-content-length", "16m"))
                .withFallback(ConfigFactory.load(ElasticMqServer.class.getClassLoader()));
    }

    private static String causes(Throwable failure) {
        StringBuilder out = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            out.append(out.length() == 0 ? "" : ", because ")
                    .append(cause.getMessage() == null ? cause : cause.getMessage());
        }
        return out.toString();
    }
}
