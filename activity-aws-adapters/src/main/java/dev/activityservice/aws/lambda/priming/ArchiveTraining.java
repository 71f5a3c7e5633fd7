package dev.activityservice.aws.lambda.priming;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Runs a function once, so that the JVM can record the classes of a start in a class-data archive or an AOT cache. The function runs
 * on Lambda's runtime client. It is primed as for a snapshot and handles one event that writes nothing. Then the process exits.
 *
 * <p>The build of the container image runs this program ({@code container/make-archive}). It needs no network, but the archive
 * contains the TLS classes only if the endpoint of the region responds. It is in the deployable jar because an archive is valid only
 * for the class path with which it was recorded.
 */
final class ArchiveTraining {

    private static final String RUNTIME_CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String FIND_FUNCTION = ".FindActivitiesFunction";
    /** Its event has neither an id nor a time, so no catalog can record it. */
    private static final String UNRECORDABLE_BATCH = "{\"Records\":[{\"messageId\":\"archive-training\",\"body\":"
            + "\"{\\\"detail-type\\\":\\\"archive-training\\\",\\\"detail\\\":{}}\"}]}";

    private final ServerSocket server;
    private final String event;
    private boolean delivered;

    private ArchiveTraining(ServerSocket server, String event) {
        this.server = server;
        this.event = event;
    }

    /**
     * Runs the program.
     *
     * @param args the loopback port of {@code AWS_LAMBDA_RUNTIME_API}, and the name of the handler
     */
    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 0, InetAddress.getLoopbackAddress());
        String event = args[1].contains(FIND_FUNCTION) ? Priming.REQUEST : UNRECORDABLE_BATCH;
        Thread thread = new Thread(new ArchiveTraining(server, event)::serve, "runtime-api");
        thread.setDaemon(true);
        thread.start();
        // By reflection, because Lambda provides the class and this jar does not contain it.
        Class.forName(RUNTIME_CLIENT).getMethod("main", String[].class).invoke(null, (Object) new String[] {args[1]});
    }

    private void serve() {
        while (true) {
            try (Socket socket = server.accept()) {
                answer(socket);
            } catch (IOException e) {
                System.err.println("Cannot serve the Runtime API: " + e);
                System.exit(1);
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String request = in.readLine();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        if (request == null) {
            return;
        }
        boolean next = request.contains("/invocation/next");
        if ((next && delivered) || request.contains("/error")) {
            // The JVM writes the archive when the process exits.
            System.exit(next ? 0 : 1);
        }
        delivered |= next;
        String body = next ? event : "";
        String head = "HTTP/1.1 " + (next || request.contains("/restore/next") ? "200 OK" : "202 Accepted")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n"
                + "Lambda-Runtime-Aws-Request-Id: archive-training\r\n"
                + "Lambda-Runtime-Deadline-Ms: " + Long.MAX_VALUE / 2 + "\r\n"
                + "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:archive-training\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
