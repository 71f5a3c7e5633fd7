package dev.activityservice.local.deployed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.local.deployed.Deployment.Sample;
import dev.activityservice.model.EntityRef;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The checks after each deployment: access, web pages, and one event from the bus to the API. */
final class SmokeChecks {

    /** An origin for the value {@code *}, and for a page that may not read. RFC 2606 reserves the domain. */
    private static final String OTHER_ORIGIN = "https://smoke-test.invalid";

    private final Deployment deployment;
    private final List<String> origins;
    private final EntityIds ids;
    private final Consumer<String> notes;

    /** @param origins the origins that may read by the settings of the deployment */
    SmokeChecks(Deployment deployment, List<String> origins, EntityIds ids, Consumer<String> notes) {
        this.deployment = deployment;
        this.origins = origins;
        this.ids = ids;
        this.notes = notes;
    }

    List<Check> all() {
        return List.of(
                new Check("A read without a token is refused", this::access),
                new Check("Web pages of the allowed origins may read, and only those", this::webPages),
                new Check("The caller reads a timeline", this::read),
                new Check("An event is published and read back", this::event));
    }

    private void access() throws InterruptedException {
        if (deployment.access() == ApiAccess.OPEN_TO_THE_INTERNET) {
            throw new NotRunException("the API is open to the internet (API_ACCESS=OPEN_TO_THE_INTERNET)");
        }
        ask(() -> {
            deployment.api().requireRefusal(anyTimeline(), deployment.access());
            return true;
        });
    }

    private void webPages() throws InterruptedException {
        if (origins.isEmpty()) {
            throw new NotRunException("no web page of another origin may read (CORS_ALLOW_ORIGIN is not set)");
        }
        boolean isOpen = origins.equals(List.of("*"));
        for (String origin : isOpen ? List.of(OTHER_ORIGIN) : origins) {
            HttpResponse<String> response = ask(() -> deployment.api().preflight(anyTimeline(), origin));
            HttpHeaders headers = response.headers();
            String allowed = headers.firstValue("Access-Control-Allow-Origin").orElse("");
            require(
                    response.statusCode() / 100 == 2,
                    "a status 2xx for the preflight of " + origin,
                    deployment.api().describe(response),
                    "whether CORS_ALLOW_ORIGIN was set when this system was deployed");
            require(
                    allowed.equals(origin) || allowed.equals("*"),
                    "Access-Control-Allow-Origin: " + origin,
                    header("Access-Control-Allow-Origin", allowed),
                    "whether CORS_ALLOW_ORIGIN of the deployment contains this origin");
            requireListed(headers, "Access-Control-Allow-Methods", "get");
            requireListed(headers, "Access-Control-Allow-Headers", "authorization");
        }
        if (!isOpen) {
            String allowed = ask(() -> deployment.api().preflight(anyTimeline(), OTHER_ORIGIN))
                    .headers()
                    .firstValue("Access-Control-Allow-Origin")
                    .orElse("");
            require(
                    !allowed.equals(OTHER_ORIGIN) && !allowed.equals("*"),
                    "no Access-Control-Allow-Origin for the page of another origin",
                    header("Access-Control-Allow-Origin", allowed),
                    "whether CORS_ALLOW_ORIGIN of the deployment is wider than in the settings of this command");
        }
    }

    private void requireListed(HttpHeaders headers, String name, String value) {
        List<String> values = headers.allValues(name).stream()
                .flatMap(each -> Stream.of(each.split(",")))
                .map(each -> each.strip().toLowerCase(Locale.ROOT))
                .toList();
        require(
                values.contains(value),
                name + " with " + value,
                header(name, String.join(", ", values)),
                "whether a gateway response of the API replaces the answer of the function");
    }

    private String header(String name, String value) {
        return value.isEmpty()
                ? "no header " + name
                : name + ": " + deployment.api().line(value);
    }

    private void read() throws InterruptedException {
        // Any timeline that the caller may read proves the access. Its entity does not exist, so it must be empty.
        Sample sample = ask(() -> deployment.sample(ids.next(), Deployment.now()));
        notes.accept("reading " + DeployedApi.name(sample.timeline()));
        JsonNode page = ask(() -> deployment.api().page(sample.timeline(), ""));
        int size = page.path("activities").size();
        require(
                size == 0,
                "an empty timeline of a new entity",
                size + " activities",
                "the API that API_ENDPOINT names");
    }

    private void event() throws InterruptedException {
        deployment.requireMayPublish();
        String id = ids.next();
        Sample sample = ask(() -> deployment.sample(id, Deployment.now()));
        TestEvent event = deployment.event(sample, id + "-event", id, Deployment.now());
        notes.accept("publishing " + event.type() + " for " + DeployedApi.name(sample.timeline()));
        deployment.bus().publish(List.of(event));
        deployment.awaitTimeline(sample.timeline(), "event_id", List.of(event.id()), true);
    }

    /** Repeats a request after temporary failures, because the first requests after a deployment may meet them. */
    private <T> T ask(Patience.Question<T> question) throws InterruptedException {
        return deployment.patience().until(answer -> true, String::valueOf, question);
    }

    /** A timeline for requests that the gateway must not hand to the service, or that read nothing. */
    private EntityRef anyTimeline() {
        return EntityRef.of("order", ids.prefix());
    }

    private static void require(boolean isTrue, String expected, String actual, String likelyCause) {
        if (!isTrue) {
            throw new FailedCheckException(expected, actual, likelyCause);
        }
    }
}
