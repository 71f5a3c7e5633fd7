package dev.activityservice.local.queue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.http.GuardedHttp;
import dev.activityservice.local.http.PekkoSystem;
import dev.activityservice.testbed.loopback.LoopbackGuard;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
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
 * An SQS server on 127.0.0.1, with the limits of AWS. Thread-safe.
 *
 * <p>A server with a folder answers a send only when the message is in its file. Such a message survives the death of the process,
 * but perhaps not a power failure. A JVM can have only one server with a folder, because the database connections are static.
 *
 * @param endpoint the URI for the endpoint override of a client
 */
public record ElasticMqServer(ActorSystem system, URI endpoint, Option<ActorRef> persistence) implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 5;

    private static final Map<String, String> SETTINGS = Map.of(
            // A receive may wait for 20 seconds (Amazon SQS quotas).
            "pekko.http.server.request-timeout", "25 s",
            // Without it, a request of HTTP/1.0 without the header Host is not answered.
            "pekko.http.server.default-host-header", "localhost",
            // A request may have 1 MB of messages, which is several times as large when escaped.
            "pekko.http.server.parsing.max-content-length", "16m");

    /**
     * Starts a server. When this returns, the server answers and has restored its messages.
     *
     * @param port 0 for a free port
     * @param folder of the database; null keeps everything in memory
     * @throws CommandException if the port is in use, or the database cannot be opened
     */
    public static ElasticMqServer start(int port, @Nullable Path folder, String region, String account) {
        return start(port, folder, region, account, LoopbackGuard.strict());
    }

    /**
     * Starts a server that answers only the requests that a guard allows.
     *
     * @see #start(int, Path, String, String)
     */
    public static ElasticMqServer start(
            int port, @Nullable Path folder, String region, String account, LoopbackGuard guard) {
        if (folder != null) {
            QueueFile.requireUsable(folder);
        }
        ActorSystem system = PekkoSystem.start("elasticmq", SETTINGS);
        GuardedHttp.install(system, request -> refusal(request, guard));
        Option<ActorRef> persistence = Option.empty();
        try {
            if (folder != null) {
                QueueFile.prepare(folder);
                persistence = startPersistence(system, folder);
            }
            ActorRef manager = system.actorOf(
                    Props.create(QueueManagerActor.class, new NowProvider(), StrictSQSLimits$.MODULE$, persistence),
                    "queue-manager");
            if (persistence.isDefined()) {
                restore(system, persistence.get(), manager);
                manager = system.actorOf(QueueManagerFront.props(manager, persistence.get()), "queue-manager-front");
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
            if (persistence.isDefined()) {
                builder = builder.withQueueEventListener(persistence.get());
            }
            SQSRestServer server = builder.start();
            int bound = server.waitUntilStarted().localAddress().getPort();
            guard.own(bound);
            return new ElasticMqServer(system, URI.create("http://" + LOOPBACK + ":" + bound), persistence);
        } catch (Exception | LinkageError e) {
            stop(system, persistence);
            throw new CommandException("Cannot start ElasticMQ: " + causes(e), e);
        }
    }

    /**
     * Throws {@link CommandException} if the path of a folder means something else to the database of the queues. The folder does not
     * need to exist.
     */
    public static void requireUsable(Path folder) {
        QueueFile.requireUsable(folder);
    }

    /** Stops the server and closes the database. */
    @Override
    public void close() {
        stop(system, persistence);
    }

    private static void stop(ActorSystem system, Option<ActorRef> persistence) {
        try {
            if (persistence.isDefined()) {
                Await.ready(
                        Patterns.ask(
                                persistence.get(), PersistenceActor.FLUSH, TimeUnit.SECONDS.toMillis(STOP_SECONDS)),
                        Duration.apply(STOP_SECONDS, TimeUnit.SECONDS));
            }
            Await.ready(system.terminate(), Duration.apply(STOP_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            // The acknowledged messages are already in the file.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (persistence.isDefined()) {
            ConnectionPool.closeAll();
        }
    }

    private static Option<ActorRef> startPersistence(ActorSystem system, Path folder) {
        SqlQueuePersistenceConfig sql =
                new SqlQueuePersistenceConfig(true, "org.h2.Driver", QueueFile.uri(folder), "", "", false);
        return Option.apply(system.actorOf(
                PersistenceActor.props(Props.create(
                        SqlQueuePersistenceActor.class, sql, scala.collection.immutable.List$.MODULE$.empty())),
                "persistence"));
    }

    private static void restore(ActorSystem system, ActorRef persistence, ActorRef manager) throws Exception {
        CompletableFuture<Object> answer = Patterns.ask(
                        persistence, new QueueEvent.Restore(manager), java.time.Duration.ofSeconds(START_SECONDS))
                .toCompletableFuture();
        system.getWhenTerminated()
                .thenRun(() -> answer.completeExceptionally(new CommandException(
                        "The file of the queues cannot be read or written; an earlier line has the cause")));
        Object restored = answer.get(START_SECONDS, TimeUnit.SECONDS);
        if (restored instanceof Either<?, ?> either && either.isLeft()) {
            throw new CommandException("Cannot restore the queues: " + either.left());
        }
    }

    /**
     * Returns the refusal of a request; null for an allowed one. A web page can send a {@code GET} without an {@code Origin}, for example
     * as an image, and SQS would execute its action. SDKs send {@code POST}.
     */
    private static @Nullable HttpResponse refusal(HttpRequest request, LoopbackGuard guard) {
        String method = request.method().value();
        boolean isHealth = request.uri().path().toString().equals("/health");
        if (!method.equals("POST") && !isHealth) {
            return refusal(405, "InvalidAction", "The method must be POST, not " + method);
        }
        String reason = guard.refusal(values(request, "host"), values(request, "origin"));
        return reason == null ? null : refusal(403, "AccessDenied", reason);
    }

    private static List<String> values(HttpRequest request, String header) {
        List<String> values = new ArrayList<>();
        request.getHeaders().forEach(each -> {
            if (each.is(header)) {
                values.add(each.value());
            }
        });
        return values;
    }

    private static HttpResponse refusal(int status, String code, String message) {
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("__type", code)
                .put("message", message)
                .toString();
        return (HttpResponse) org.apache.pekko.http.javadsl.model.HttpResponse.create()
                .withStatus(status)
                .withEntity(ContentTypes.APPLICATION_JSON, json);
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
