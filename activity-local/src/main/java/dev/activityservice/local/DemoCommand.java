package dev.activityservice.local;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.local.access.ClaimsOption;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.ExplanationText;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.deadletters.DeadLetterQueue;
import dev.activityservice.local.deadletters.DryRun;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.local.token.TokenClient;
import dev.activityservice.local.token.TokenIssuer;
import dev.activityservice.model.EntityRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Publishes the events of {@code demo-events.json} to the running stack, and prints the resulting timelines and dead letters. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Publishes a small shop day to the running stack, and prints its timelines and dead letters. If reads need a"
                        + " token, --claims must be claims that may read all of them.")
final class DemoCommand implements Callable<Integer> {

    /** The id of the event that cannot be recorded. */
    static final String POISON_ID = "shop-day-13";

    /** Number of activities of each timeline at the end. */
    private static final Map<String, Integer> TIMELINE_SIZES =
            Map.of("product/P-1001", 4, "user/U-77", 5, "order/ORD-2001", 4, "order/ORD-2002", 2);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
    private static final int MAX_ENTRIES = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration VISIBILITY_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackOptions stack = new StackOptions();

    @Mixin
    private ClaimsOption claims = new ClaimsOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        HttpClient http = HttpClient.newHttpClient();
        ActivityCatalog catalog = stack.catalog();
        requireFit(catalog);
        String token = token();
        out.println("Watch it in a browser: " + stack.endpoint() + "/?type=order&id=ORD-2001");
        out.println();
        publish(out);
        long end = System.nanoTime() + TIMEOUT.toNanos();
        for (Map.Entry<String, Integer> timeline : new TreeMap<>(TIMELINE_SIZES).entrySet()) {
            print(out, timeline.getKey(), await(http, token, timeline.getKey(), timeline.getValue(), end));
        }
        out.println();
        out.println("Dead letters:");
        try (SqsClient sqs = stack.sqs()) {
            DryRun dryRun = new DryRun(catalog);
            for (Message message : poison(sqs, end)) {
                out.println(
                        TerminalText.line(message.messageId()) + ": " + ExplanationText.of(dryRun.explain(message)));
            }
        }
        return 0;
    }

    /** Returns the timelines of the demo; empty if the demo does not fit the catalog. */
    static List<EntityRef> timelines(ActivityCatalog catalog) {
        try {
            requireFit(catalog);
        } catch (CommandException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TreeMap<>(TIMELINE_SIZES)
                .keySet().stream()
                        .map(each -> each.split("/", 2))
                        .map(each -> EntityRef.of(each[0], each[1]))
                        .toList();
    }

    /** Returns the token of the reads; empty if they need none. */
    private String token() throws InterruptedException {
        TokenClient tokens = new TokenClient(stack.endpoint());
        if (!tokens.isNeeded()) {
            return "";
        }
        if (!claims.isSet()) {
            throw new CommandException("Reads from the running stack need a token: give claims that may read "
                    + String.join(", ", new TreeMap<>(TIMELINE_SIZES).keySet())
                    + ", for example make demo ARGS='--claims {\"groups\":[\"support\"]}'");
        }
        return tokens.token(claims.parse(), TokenIssuer.DEFAULT_VALIDITY.toSeconds());
    }

    /** Compares the timelines that a dry run gives with the expected ones. */
    private static void requireFit(ActivityCatalog catalog) throws IOException {
        DryRun dryRun = new DryRun(catalog);
        Map<String, Set<String>> ids = new HashMap<>();
        Set<String> unmatched = new TreeSet<>();
        for (PutEventsRequestEntry event : events()) {
            if (catalog.eventTypes().stream().noneMatch(entry -> entry.matches(event.detailType()))) {
                unmatched.add(event.detailType());
            }
            String id = JSON.readTree(event.detail()).path("id").asText();
            dryRun.explain(event.detail(), MessageMetadata.none())
                    .outcome()
                    .entities()
                    .forEach(entity -> ids.computeIfAbsent(entity.type() + "/" + entity.id(), key -> new HashSet<>())
                            .add(id));
        }
        for (Map.Entry<String, Integer> timeline : new TreeMap<>(TIMELINE_SIZES).entrySet()) {
            int count = ids.getOrDefault(timeline.getKey(), Set.of()).size();
            if (count < timeline.getValue()) {
                throw new CommandException("The demo does not fit the catalog of the running stack: "
                        + (unmatched.isEmpty()
                                ? timeline.getKey() + " would have " + count + " of " + timeline.getValue()
                                        + " activities"
                                : "no entry matches " + String.join(", ", unmatched))
                        + "; start the stack with the reference catalog (without --catalog and ACTIVITY_CATALOG)");
            }
        }
    }

    private void publish(PrintWriter out) throws IOException {
        List<PutEventsRequestEntry> events = events();
        try (EventBridgeClient bus = LocalClients.eventBridge(stack.endpoint())) {
            for (int from = 0; from < events.size(); from += MAX_ENTRIES) {
                List<PutEventsRequestEntry> batch = events.subList(from, Math.min(from + MAX_ENTRIES, events.size()));
                if (bus.putEvents(request -> request.entries(batch)).failedEntryCount() > 0) {
                    throw new CommandException("The bus did not accept all events: run the demo again");
                }
            }
        } catch (SdkClientException e) {
            throw stack.notRunning(e);
        }
        out.println("Published " + events.size()
                + " events: ten types, one duplicate, one out of order, one poison event.");
    }

    private static List<PutEventsRequestEntry> events() throws IOException {
        List<PutEventsRequestEntry> events = new ArrayList<>();
        try (InputStream in = DemoCommand.class.getResourceAsStream("demo-events.json")) {
            for (JsonNode event : JSON.readTree(in)) {
                events.add(PutEventsRequestEntry.builder()
                        .eventBusName(LocalStack.BUS)
                        .source(event.path("source").textValue())
                        .detailType(event.path("detail").path("type").textValue())
                        .detail(event.path("detail").toString())
                        .build());
            }
        }
        return events;
    }

    private JsonNode await(HttpClient http, String token, String entity, int count, long end)
            throws IOException, InterruptedException {
        while (true) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(stack.endpoint() + "/api/activity/" + entity));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() == 401 || response.statusCode() == 403) {
                throw new CommandException("The claims must be allowed to read " + entity + ", but the status is "
                        + response.statusCode() + ": change --claims");
            }
            JsonNode activities = JSON.readTree(response.body()).path("activities");
            if (activities.size() >= count) {
                return activities;
            }
            pause(end, entity + " has " + activities.size() + " of " + count + " activities");
        }
    }

    private List<Message> poison(SqsClient sqs, long end) throws InterruptedException {
        String url = stack.queueUrl(sqs, Queues.DEAD_LETTERS);
        DeadLetterQueue deadLetters = new DeadLetterQueue(sqs, url, VISIBILITY_TIMEOUT, Duration.ZERO);
        while (true) {
            List<Message> found = new ArrayList<>();
            deadLetters.visit(() -> false, found::addAll);
            found.removeIf(message -> !message.body().contains(POISON_ID));
            if (!found.isEmpty()) {
                return found;
            }
            pause(end, "the dead-letter queue does not have the poison event");
        }
    }

    private static void pause(long end, String state) throws InterruptedException {
        if (System.nanoTime() > end) {
            throw new CommandException("Timeout after " + TIMEOUT.toSeconds() + " seconds: " + state);
        }
        TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
    }

    private static void print(PrintWriter out, String entity, JsonNode activities) {
        out.println();
        out.println(entity);
        for (JsonNode activity : activities) {
            out.printf(
                    "  %-28s %-36s %s%n",
                    TerminalText.line(activity.path("occurred_at").asText()),
                    TerminalText.line(activity.path("type").asText()),
                    TerminalText.line(activity.path("summary").asText("")));
        }
    }
}
