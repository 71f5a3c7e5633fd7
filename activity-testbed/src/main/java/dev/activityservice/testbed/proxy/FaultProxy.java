package dev.activityservice.testbed.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that reads HTTP/1.1 requests and applies a {@link Fault} to each. It stands in front of servers that never fail on their own
 * (DynamoDB Local, ElasticMQ). Thread-safe if the fault is.
 */
public final class FaultProxy extends LoopbackProxy {

    /** Parts of a {@linkplain Reply.Manner#SLOW slow} reply. Sending all of them takes less than a client's timeout. */
    private static final int SLOW_PARTS = 6;

    private static final Duration SLOW_PAUSE = Duration.ofMillis(40);
    /** Headers that the JDK's client sets itself, or that are valid for one connection only. */
    private static final Set<String> NOT_FORWARDED =
            Set.of("host", "content-length", "connection", "expect", "transfer-encoding", "upgrade", "accept-encoding");

    private static final String CONTENT_TYPE = "application/x-amz-json-1.0";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Fault fault;
    /** Null if calls are not recorded, because a campaign has millions of them. */
    private final @Nullable List<AwsJsonCall> calls;

    /** Decides the reply to each request. */
    @FunctionalInterface
    public interface Fault {

        /** Returns the reply. An {@link IOException} closes the connection. */
        Reply reply(AwsJsonCall call) throws IOException, InterruptedException;
    }

    private FaultProxy(URI upstream, Fault fault, @Nullable List<AwsJsonCall> calls) throws IOException {
        super(upstream);
        this.fault = fault;
        this.calls = calls;
        start();
    }

    /** Starts a proxy on a free port. */
    public static FaultProxy before(URI upstream, Fault fault) throws IOException {
        return new FaultProxy(upstream, fault, null);
    }

    /** Starts a proxy on a free port that also records all calls. */
    public static FaultProxy recording(URI upstream, Fault fault) throws IOException {
        return new FaultProxy(upstream, fault, new CopyOnWriteArrayList<>());
    }

    /** Returns the calls so far, in order of their arrival. Only for a {@linkplain #recording recording} proxy. */
    public List<AwsJsonCall> calls() {
        if (calls == null) {
            throw new IllegalStateException("Cannot list the calls: this proxy does not record them");
        }
        return calls;
    }

    @Override
    void serve(Socket connection) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        OutputStream out = new BufferedOutputStream(connection.getOutputStream());
        boolean open = true;
        for (HttpHead head = HttpHead.read(in); open && head != null; head = open ? HttpHead.read(in) : null) {
            if ("100-continue".equalsIgnoreCase(head.headers().get("expect"))) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
            String body = new String(in.readNBytes(head.contentLength()), StandardCharsets.UTF_8);
            AwsJsonCall call = new AwsJsonCall(this, head, body);
            if (calls != null) {
                calls.add(call);
            }
            try {
                open = send(fault.reply(call), connection, out);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    /** Forwards a request with another body. */
    Reply forward(HttpHead head, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(upstream().resolve(head.path()))
                .method(head.method(), HttpRequest.BodyPublishers.ofString(body));
        head.headers().forEach((name, value) -> {
            if (!NOT_FORWARDED.contains(name)) {
                request.header(name, value);
            }
        });
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return Reply.of(response.statusCode(), response.body());
    }

    /** Returns true if the connection stays open. */
    private boolean send(Reply reply, Socket connection, OutputStream out) throws IOException, InterruptedException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + reply.status() + " Status\r\nContent-Type: " + CONTENT_TYPE
                        + "\r\nContent-Length: " + body.length + "\r\nx-amz-crc32: " + reply.checksum() + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        switch (reply.manner()) {
            case WHOLE, WHOLE_THEN_CLOSED -> write(out, head, body, body.length);
            case SLOW -> {
                write(out, head, body, 0);
                for (int part = 0; part < SLOW_PARTS; part++) {
                    if (awaitClose(SLOW_PAUSE)) {
                        return false;
                    }
                    int from = body.length * part / SLOW_PARTS;
                    out.write(body, from, body.length * (part + 1) / SLOW_PARTS - from);
                    out.flush();
                }
            }
            case TRUNCATED -> write(out, head, body, body.length / 2);
            case RESET -> connection.setSoLinger(true, 0);
            case CLOSED -> {}
        }
        return reply.manner() == Reply.Manner.WHOLE || reply.manner() == Reply.Manner.SLOW;
    }

    private static void write(OutputStream out, byte[] head, byte[] body, int length) throws IOException {
        out.write(head);
        out.write(body, 0, length);
        out.flush();
    }
}
