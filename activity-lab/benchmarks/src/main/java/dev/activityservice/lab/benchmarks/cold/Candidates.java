package dev.activityservice.lab.benchmarks.cold;

import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.lab.benchmarks.peer.SqsBatch;
import dev.activityservice.testbed.proxy.SlowLink;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All candidates, with their batch and their request. */
final class Candidates {

    static final String TABLE = "activities";
    static final String DO_NOTHING_POJO = "noop-pojo";
    static final String DO_NOTHING_POJO_NEWER = "noop-pojo-25";

    private static final int MESSAGES = 10;
    private static final String NONE_FAILED = "{\"batchItemFailures\":[]}";
    private static final String RECORD = "dev.activityservice.aws.lambda.RecordActivitiesFunction::handleRequest";
    private static final String FIND = "dev.activityservice.aws.lambda.FindActivitiesFunction::handleRequest";

    /** The agent without its own telemetry. It sends traces to a closed port, because sending is not measured. */
    private static final Map<String, String> AGENT = Map.of(
            "DD_INSTRUMENTATION_TELEMETRY_ENABLED", "false",
            "DD_REMOTE_CONFIGURATION_ENABLED", "false",
            "DD_JMXFETCH_ENABLED", "false",
            "DD_CRASHTRACKING_ENABLED", "false",
            "DD_TRACE_OTEL_ENABLED", "true",
            "DD_TRACE_AGENT_URL", "http://127.0.0.1:9");

    private final Layouts layouts;
    private final Path java;
    private final URI dynamoDb;
    private final SlowLink plain;
    private final List<Event> events = new Events().orders(MESSAGES);
    private final List<Candidate> all = new ArrayList<>();

    /** @param plain a link to the same database, whose connections end while a function is a snapshot */
    Candidates(Layouts layouts, Path java, URI dynamoDb, SlowLink plain) {
        this.layouts = layouts;
        this.java = java;
        this.dynamoDb = dynamoDb;
        this.plain = plain;
    }

    List<Candidate> all() {
        return all;
    }

    void addDoNothing() throws IOException {
        add(
                "noop-stream",
                "does nothing, stream",
                zip(java, List.of(), layouts.of(DoNothingStream.class)),
                doNothing(DoNothingStream.class));
        add(
                DO_NOTHING_POJO,
                "does nothing, event classes",
                zip(java, List.of(), layouts.of(DoNothingPojo.class, "aws-lambda-java-events", "joda-time")),
                doNothing(DoNothingPojo.class));
    }

    void addZip() throws IOException {
        Path unpacked = layouts.unpacked();
        add("record", "record, zip", zip(java, List.of(), unpacked), record(Map.of()));
        add("find", "find, zip", zip(java, List.of(), unpacked), find(Map.of()));
        add("record-snapstart", "record, zip, restored", zip(java, List.of(), unpacked), record(restored(plain)));
        add("find-snapstart", "find, zip, restored", zip(java, List.of(), unpacked), find(restored(plain)));
        add("find-policy", "find, zip, policy file", zip(java, List.of(), unpacked), findWithPolicy(Map.of()));
        add(
                "find-policy-snapstart",
                "find, zip, policy file, restored",
                zip(java, List.of(), unpacked),
                findWithPolicy(restored(plain)));
    }

    /** Alternatives to the deployed functions. */
    void addOtherZips() throws IOException {
        add(
                "record-pojo",
                "record with event classes, zip",
                zip(
                        java,
                        List.of(),
                        layouts.ourLibrary(
                                RecordFromPojo.class, "aws-lambda-java-events", "joda-time", "activity-aws-adapters")),
                call(RecordFromPojo.class.getName(), Map.of(), batch(), NONE_FAILED));
        add(
                "record-unprimed",
                "record, zip, restored without priming",
                zip(java, List.of(), layouts.ourLibrary(RecordUnprimed.class)),
                call(RecordUnprimed.class.getName(), restored(plain), batch(), NONE_FAILED));
    }

    void addTls(SlowLink front) throws IOException {
        Candidate.Launch launch = zip(java, front.trustOptions(), layouts.folder("unpacked"));
        add("record-tls", "record, zip, over TLS", launch, record(behind(front)));
        add("record-tls-snapstart", "record, zip, over TLS, restored", launch, record(restored(front)));
        add("find-tls-snapstart", "find, zip, over TLS, restored", launch, find(restored(front)));
    }

    /** Adds copies of these candidates with the Datadog agent. */
    void addAgent(Path agent, List<String> keys) {
        List<Candidate> without =
                all.stream().filter(candidate -> keys.contains(candidate.key())).toList();
        for (Candidate candidate : without) {
            int function = candidate.key().indexOf('-');
            List<String> options = new ArrayList<>(candidate.launch().options());
            options.add("-javaagent:" + agent.toAbsolutePath());
            Map<String, String> environment = new HashMap<>(candidate.call().environment());
            environment.putAll(AGENT);
            add(
                    "record-agent" + (function < 0 ? "" : candidate.key().substring(function)),
                    candidate.name() + ", Datadog's agent",
                    new Candidate.Launch(
                            candidate.launch().java(),
                            options,
                            candidate.launch().classPath(),
                            candidate.launch().task()),
                    new Candidate.Call(
                            candidate.call().handler(),
                            environment,
                            candidate.call().event(),
                            candidate.call().goodAnswer()));
        }
    }

    /** Adds the functions on the class path, as in the container image: without and with a class-data archive. */
    void addClassPath(Path deployable, Archives archives, SlowLink front) throws IOException, InterruptedException {
        List<Path> classPath = classPath(deployable);
        addClassPath("classpath", "class path", java, List.of(), List.of(), classPath, front);
        addArchived("cds", "class-data archive", "-XX:SharedArchiveFile=", java, archives, classPath, front);
    }

    /** Adds the functions and a baseline on a newer JDK, with an AOT cache. */
    void addAheadOfTime(Path newer, Path deployable, Archives archives, SlowLink front)
            throws IOException, InterruptedException {
        List<Path> classPath = classPath(deployable);
        add(
                DO_NOTHING_POJO_NEWER,
                "does nothing, event classes, newer JDK",
                zip(newer, List.of(), layouts.folder(DoNothingPojo.class.getSimpleName())),
                doNothing(DoNothingPojo.class));
        add("record-25", "record, zip, newer JDK", zip(newer, List.of(), layouts.folder("unpacked")), record(Map.of()));
        addArchived("aot", "AOT cache, newer JDK", "-XX:AOTCache=", newer, archives, classPath, front);
    }

    private List<Path> classPath(Path deployable) {
        List<Path> classPath = new ArrayList<>(List.of(deployable.toAbsolutePath()));
        classPath.addAll(layouts.runtimeClient());
        return classPath;
    }

    private void addArchived(
            String suffix,
            String name,
            String option,
            Path jdk,
            Archives archives,
            List<Path> classPath,
            SlowLink front)
            throws IOException, InterruptedException {
        addClassPath(
                suffix,
                name,
                jdk,
                List.of(option + archives.create("record." + suffix, jdk, classPath, RECORD)),
                List.of(option + archives.create("find." + suffix, jdk, classPath, FIND)),
                classPath,
                front);
    }

    private void addClassPath(
            String suffix,
            String name,
            Path jdk,
            List<String> recordOptions,
            List<String> findOptions,
            List<Path> classPath,
            SlowLink front)
            throws IOException {
        Path task = layouts.folder("empty");
        add(
                "record-" + suffix,
                "record, " + name,
                new Candidate.Launch(jdk, recordOptions, classPath, task),
                record(Map.of()));
        add("find-" + suffix, "find, " + name, new Candidate.Launch(jdk, findOptions, classPath, task), find(Map.of()));
        List<String> trusting = new ArrayList<>(recordOptions);
        trusting.addAll(front.trustOptions());
        add(
                "record-tls-" + suffix,
                "record, " + name + ", over TLS",
                new Candidate.Launch(jdk, trusting, classPath, task),
                record(behind(front)));
    }

    private static Map<String, String> behind(SlowLink front) {
        return Map.of("AWS_ENDPOINT_URL_DYNAMODB", front.endpoint().toString());
    }

    private static Map<String, String> restored(SlowLink front) {
        Map<String, String> environment = new HashMap<>(behind(front));
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        return environment;
    }

    private void add(String key, String name, Candidate.Launch launch, Candidate.Call call) {
        all.add(new Candidate(key, name, launch, call));
    }

    private Candidate.Launch zip(Path jdk, List<String> options, Path task) {
        return new Candidate.Launch(jdk, options, layouts.runtimeClient(), task);
    }

    private Candidate.Call record(Map<String, String> more) {
        return call(RECORD, more, batch(), NONE_FAILED);
    }

    private Candidate.Call find(Map<String, String> more) {
        return call(FIND, more, request(), events.get(0).event().identity().id());
    }

    /** The caller has a group that the first of three rules allows, so no edge is looked up. */
    private Candidate.Call findWithPolicy(Map<String, String> more) throws IOException {
        Path policy = layouts.folder("policy").resolve("policy.json");
        Files.writeString(policy, """
                {"version": 1, "rules": [
                  {"claim": "groups", "has": "support", "may": ["*"]},
                  {"claim": "sub", "is": "user"},
                  {"claim": "sub", "is": "user", "of": ["order"], "hide": ["trace", "actor"]}]}
                """);
        Map<String, String> environment = new HashMap<>(more);
        environment.put("ACTIVITY_READ_POLICY", policy.toAbsolutePath().toString());
        String caller = "\"authorizer\":{\"claims\":{\"sub\":\"U-7\",\"groups\":\"support\"}}";
        return call(
                FIND,
                environment,
                request().replaceFirst("\"identity\":\\{[^}]*}", caller),
                events.get(0).event().identity().id());
    }

    private String batch() {
        return new String(SqsBatch.of(events).invocation(), StandardCharsets.UTF_8);
    }

    private Candidate.Call doNothing(Class<?> handler) {
        return call(handler.getName(), Map.of(), batch(), NONE_FAILED);
    }

    private Candidate.Call call(String handler, Map<String, String> more, String event, String goodAnswer) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ACTIVITY_TABLE_NAME", TABLE,
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
        environment.putAll(more);
        return new Candidate.Call(handler, environment, event, goodAnswer);
    }

    private static String request() {
        return """
                {"resource":"/api/activity/{entity_type}/{entity_id}","path":"/api/activity/order/ORD-0","httpMethod":"GET",\
                "headers":{"Accept":"*/*"},"multiValueHeaders":null,"queryStringParameters":null,\
                "multiValueQueryStringParameters":null,"pathParameters":null,"stageVariables":null,\
                "requestContext":{"stage":"prod","identity":{"userArn":"arn:aws:iam::123456789012:user/reader"}},\
                "body":null,"isBase64Encoded":false}""";
    }
}
