package dev.activityservice.testbed.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands on loopback before a server of the AWS JSON protocol (DynamoDB Local, ElasticMQ) and does to each request what its
 * {@link Fault} says; those servers by themselves never fail. Thread-safe, if the fault is.
 */
public final class FaultProxy implements AutoCloseable {

    /** Below the ports that systems hand out to clients: one that was given up for a while must be free again. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;
    /** Of all proxies of this JVM that are not closed: one that refuses for a while must find its port free again. */
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private static final Duration REBIND_PATIENCE = Duration.ofSeconds(30);
    /** Of a slow answer: in all well under a request's own time-out. */
    private static final int DROPS = 6;

    private static final Duration BETWEEN_DROPS = Duration.ofMillis(40);
    /** What the JDK's client sets itself, or what is between two neighbours only. */
    private static final Set<String> NOT_FORWARDED =
            Set.of("host", "content-length", "connection", "expect", "transfer-encoding", "upgrade", "accept-encoding");

    private final URI upstream;
    private final Fault fault;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Null if they are not kept: of a campaign there would be millions. */
    private final @Nullable List<Call> calls;

    private final int port;
    private @Nullable ServerSocket listener;
    /** Accepts what comes to the listener. */
    private @Nullable Thread accepting;

    /** What happens to one request. */
    @FunctionalInterface
    public interface Fault {

        /** An exception closes the connection. */
        Reply reply(Call call) throws IOException, InterruptedException;
    }

    private FaultProxy(URI upstream, Fault fault, @Nullable List<Call> calls) throws IOException {
        this.upstream = upstream;
        this.fault = fault;
        this.calls = calls;
        ServerSocket bound = bindAny();
        this.port = bound.getLocalPort();
        serve(bound);
    }

    /** Starts one on a free port. */
    public static FaultProxy before(URI upstream, Fault fault) throws IOException {
        return new FaultProxy(upstream, fault, null);
    }

    /** The same, and it keeps what has arrived. */
    public static FaultProxy recording(URI upstream, Fault fault) throws IOException {
        return new FaultProxy(upstream, fault, new CopyOnWriteArrayList<>());
    }

    /** For a client's endpoint override. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What has arrived, in order; of a {@link #recording} one only. */
    public List<Call> calls() {
        if (calls == null) {
            throw new IllegalStateException("Cannot tell what has arrived: this proxy does not record");
        }
        return calls;
    }

    /** From now on connections are refused, and those that are open are closed. */
    public synchronized void refuse() {
        close(listener);
        listener = null;
        // While a thread is still inside accept(), the system goes on to complete connections.
        join(accepting);
        accepting = null;
        closeConnections();
    }

    /** Listens again, on the same port, if it does not. */
    public synchronized void accept() throws IOException {
        if (listener == null && closing.getCount() > 0) {
            serve(bindAgain());
        }
    }

    /** Closes all open connections, which a client notices at its next request on one. */
    public void closeConnections() {
        connections.forEach(FaultProxy::close);
    }

    @Override
    public synchronized void close() {
        closing.countDown();
        refuse();
        TAKEN.remove(port);
    }

    private static ServerSocket bindAny() throws IOException {
        // Begins where the process's number says, so that two processes seldom try the same.
        int begin = (int) (ProcessHandle.current().pid() * 37 % PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (begin + i) % PORTS;
            if (TAKEN.add(port)) {
                try {
                    return bind(port);
                } catch (BindException e) {
                    // Another process has it; then the next.
                    TAKEN.remove(port);
                }
            }
        }
        throw new IOException("No port is free");
    }

    private ServerSocket bindAgain() throws IOException {
        long end = System.nanoTime() + REBIND_PATIENCE.toNanos();
        while (true) {
            try {
                return bind(port);
            } catch (BindException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                pause(Duration.ofMillis(10));
            }
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void serve(ServerSocket bound) {
        listener = bound;
        accepting = daemon("accept", () -> {
            while (!bound.isClosed()) {
                try {
                    Socket connection = bound.accept();
                    connection.setTcpNoDelay(true);
                    connections.add(connection);
                    if (bound.isClosed()) {
                        close(connection);
                    }
                    daemon("connection", () -> converse(connection));
                } catch (IOException e) {
                    // It was closed, or the client was too quick to go.
                }
            }
        });
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "fault-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(@Nullable Thread thread) {
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            boolean open = true;
            for (HttpHead head = HttpHead.read(in); open && head != null; head = open ? HttpHead.read(in) : null) {
                if (head.expectsContinue()) {
                    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                }
                String body = new String(in.readNBytes(head.contentLength()), StandardCharsets.UTF_8);
                Call call = new Call(head, body);
                if (calls != null) {
                    calls.add(call);
                }
                open = send(fault.reply(call), connection, out);
            }
        } catch (IOException | UncheckedIOException e) {
            // The client sees a closed connection; a campaign's own mistakes are exceptions of other kinds.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    /** False if nothing more goes over this connection. */
    private boolean send(Reply reply, Socket connection, OutputStream out) throws IOException, InterruptedException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + reply.status() + " Status\r\nContent-Type: " + reply.contentType()
                        + "\r\nContent-Length: " + body.length + "\r\nx-amz-crc32: " + reply.checksum() + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        switch (reply.manner()) {
            case WHOLE, WHOLE_THEN_CLOSED -> write(out, head, body, body.length);
            case SLOW -> {
                write(out, head, body, 0);
                for (int drop = 0; drop < DROPS; drop++) {
                    if (closing.await(BETWEEN_DROPS.toMillis(), TimeUnit.MILLISECONDS)) {
                        return false;
                    }
                    int from = body.length * drop / DROPS;
                    out.write(body, from, body.length * (drop + 1) / DROPS - from);
                    out.flush();
                }
            }
            case TRUNCATED -> write(out, head, body, body.length / 2);
            case RESET -> connection.setSoLinger(true, 0);
            case CLOSED -> {}
        }
        return reply.manner() == Reply.Manner.WHOLE || reply.manner() == Reply.Manner.SLOW;
    }

    /** In one piece: two would wait for each other's acknowledgement. */
    private static void write(OutputStream out, byte[] head, byte[] body, int length) throws IOException {
        byte[] all = new byte[head.length + length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, length);
        out.write(all);
        out.flush();
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(java.io.@Nullable Closeable socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }
    }

    /** One request on its way; immutable. */
    public final class Call {

        private final HttpHead head;
        private final String operation;
        private final String body;

        private Call(HttpHead head, String body) {
            this.head = head;
            String target = head.headers().getOrDefault("x-amz-target", "");
            this.operation = target.substring(target.indexOf('.') + 1);
            this.body = body;
        }

        /** The last part of {@code X-Amz-Target}. */
        public String operation() {
            return operation;
        }

        public String body() {
            return body;
        }

        /** @param name in lower case; empty if the request has no such header */
        public String header(String name) {
            return head.headers().getOrDefault(name, "");
        }

        public boolean contains(String text) {
            return body.contains(text);
        }

        /** The put requests of a BatchWriteItem, as they stand in it. */
        public List<String> puts() {
            return objects(body, null);
        }

        /** Those of a batch for a queue, as they stand in it. */
        public List<String> entries() {
            return objects(body, "Entries");
        }

        /** Hands it on, and its answer back. */
        public Reply pass() throws IOException, InterruptedException {
            return send(body);
        }

        /** Puts the others of a BatchWriteItem, and gives those back as unprocessed. */
        public Reply leave(Predicate<String> unprocessed) throws IOException, InterruptedException {
            List<String> done = new ArrayList<>();
            List<String> left = new ArrayList<>();
            for (String put : puts()) {
                (unprocessed.test(put) ? left : done).add(put);
            }
            if (left.isEmpty()) {
                return pass();
            }
            if (!done.isEmpty()) {
                Reply answer = send("{\"RequestItems\":" + table(done) + "}");
                if (answer.status() != 200) {
                    return answer;
                }
            }
            return Reply.of(200, "{\"UnprocessedItems\":" + table(left) + "}");
        }

        /**
         * Hands the others of a batch for a queue (SendMessageBatch, DeleteMessageBatch) on, and reports these as failed by a fault that is
         * not the client's.
         */
        public Reply fail(Predicate<String> failing) throws IOException, InterruptedException {
            List<String> others = new ArrayList<>();
            List<String> failed = new ArrayList<>();
            for (String entry : entries()) {
                if (failing.test(entry)) {
                    failed.add("{\"Id\":\"" + member(entry, "Id")
                            + "\",\"SenderFault\":false,\"Code\":\"InternalError\",\"Message\":\"Try again\"}");
                } else {
                    others.add(entry);
                }
            }
            if (failed.isEmpty()) {
                return pass();
            }
            List<String> done = List.of();
            if (!others.isEmpty()) {
                Reply answer = send("{\"QueueUrl\":\"" + member(body, "QueueUrl") + "\",\"Entries\":["
                        + String.join(",", others) + "]}");
                if (answer.status() != 200) {
                    return answer;
                }
                done = objects(answer.body(), "Successful");
                failed.addAll(objects(answer.body(), "Failed"));
            }
            return Reply.of(
                    200,
                    "{\"Successful\":[" + String.join(",", done) + "],\"Failed\":[" + String.join(",", failed) + "]}");
        }

        /** Never answers. */
        public Reply hang() throws InterruptedException {
            closing.await();
            return Reply.none();
        }

        /** Hands another body on in its place. */
        public Reply send(String json) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(upstream.resolve(head.path()))
                    .method(head.method(), HttpRequest.BodyPublishers.ofString(json));
            head.headers().forEach((name, value) -> {
                if (!NOT_FORWARDED.contains(name)) {
                    request.header(name, value);
                }
            });
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String contentType = response.headers().firstValue("content-type").orElse(Reply.AWS_JSON);
            return new Reply(
                    response.statusCode(),
                    contentType,
                    response.body(),
                    Reply.checksum(response.body()),
                    Reply.Manner.WHOLE);
        }

        /** The objects in arrays of this name, or in all arrays, as they stand there. */
        private static List<String> objects(String json, @Nullable String array) {
            List<String> objects = new ArrayList<>();
            try (JsonParser parser = new JsonFactory().createParser(json)) {
                while (parser.nextToken() != null) {
                    if (parser.currentToken() == JsonToken.START_ARRAY
                            && (array == null || array.equals(parser.currentName()))) {
                        while (parser.nextToken() == JsonToken.START_OBJECT) {
                            int begin = (int) parser.currentTokenLocation().getCharOffset();
                            parser.skipChildren();
                            objects.add(json.substring(
                                    begin, (int) parser.currentLocation().getCharOffset()));
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return objects;
        }

        /** Inside of another text its quotes would be escaped. */
        private static String member(String json, String name) {
            String begin = "\"" + name + "\":\"";
            int from = json.indexOf(begin) + begin.length();
            return json.substring(from, json.indexOf('"', from));
        }

        private String table(List<String> puts) {
            String begin = "\"RequestItems\":{\"";
            int name = body.indexOf(begin) + begin.length();
            return "{\"" + body.substring(name, body.indexOf('"', name)) + "\":[" + String.join(",", puts) + "]}";
        }

        @Override
        public String toString() {
            return operation.toLowerCase(Locale.ROOT) + " of " + body.length() + " characters";
        }
    }
}
