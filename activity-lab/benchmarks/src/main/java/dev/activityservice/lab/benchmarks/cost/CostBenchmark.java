package dev.activityservice.lab.benchmarks.cost;

import dev.activityservice.lab.benchmarks.peer.Candidate;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.lab.report.Report;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testbed.proxy.Traffic;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Counts what recording and reading cost. The result does not depend on the speed of the machine. */
final class CostBenchmark {

    private static final List<Integer> BATCHES = List.of(1, 10, 25, 100, 1000);
    private static final List<Integer> HISTORIES = List.of(0, 100, 10_000, 100_000);
    private static final List<Integer> ITEM_BYTES = List.of(200, 512, 1000, 1024, 1025, 2048, 4096);
    private static final List<String> ENTITY_TYPES = List.of("product", "order", "user");
    private static final int HISTORY_ITEM_BYTES = 200;
    private static final int PAGE = 50;
    /** With a longer history, all batches of a candidate share one, because filling takes minutes. */
    private static final int MAX_HISTORY_PER_BATCH = 10_000;
    /** The reference would read more for hours. */
    private static final long MAX_ITEMS_READ = 700_000;
    /** The reference reads at most one megabyte. Its items have 37 bytes less than those of the service. */
    private static final int ITEMS_PER_QUERY = 1024 * 1024 / (HISTORY_ITEM_BYTES - 37);
    /** More items than one answer contains. */
    private static final int ALL = 100_000;

    private static final String THING = "thing";

    private static final List<String> PAGE_COLUMNS =
            List.of("candidate", "entity", "history", "requests", "RCU", "bytes out", "bytes in", "item bytes");

    private static final List<String> WRITE_COLUMNS = List.of(
            "candidate",
            "events",
            "history",
            "item bytes",
            "time",
            "requests",
            "requests/activity",
            "WCU/activity",
            "RCU/activity",
            "bytes out/activity",
            "bytes in/activity");

    private final CostSetup setup;
    private final Candidate ours;
    private final Candidate reference;
    private final Events events;
    private final Consumer<String> progress;
    private final int maxHistory;
    private final Report report;

    CostBenchmark(CostSetup setup, Consumer<String> progress, int maxHistory, Report report) {
        this.setup = setup;
        this.ours = setup.candidates().ours();
        this.reference = setup.candidates().reference();
        this.events = new Events();
        this.progress = progress;
        this.maxHistory = maxHistory;
        this.report = report;
    }

    void run() {
        orders();
        batchesAndHistories();
        itemSizes();
        typicalPages();
        tenantsAndReaders();
    }

    /** Records ten events of an order and its user each. */
    private void orders() {
        progress.accept("Ten order events ...");
        List<List<String>> rows = new ArrayList<>();
        int requests = 0;
        for (Candidate candidate : setup.candidates().all()) {
            List<Event> batch = events.orders(10);
            Traffic traffic = setup.record(candidate, batch);
            rows.add(writeRow(candidate, batch, 0, "event", traffic));
            if (candidate == ours) {
                requests = traffic.requests();
            }
        }
        rows.add(List.of(
                "Powertools itself", "", "", "", "", "not run: its artifacts do not resolve", "", "", "", "", ""));
        report.table("Ten order events of an order and a user each", WRITE_COLUMNS, rows);
        report.goal("ten order events are 1 request", Integer.toString(requests), requests == 1);
    }

    private void batchesAndHistories() {
        List<List<String>> writes = new ArrayList<>();
        List<List<String>> pages = new ArrayList<>();
        Map<Integer, List<Traffic>> oursBySize = new TreeMap<>();
        List<Double> pageUnits = new ArrayList<>();
        boolean onePinEach = true;
        for (int history : HISTORIES) {
            if (history > maxHistory) {
                continue;
            }
            for (Candidate candidate : setup.candidates().all()) {
                progress.accept("History of " + history + ", " + candidate.name() + " ...");
                Set<String> filled = new HashSet<>();
                for (int size : BATCHES) {
                    if (candidate == reference && itemsRead(history, size) > MAX_ITEMS_READ) {
                        writes.add(notRun(candidate, size, history));
                        continue;
                    }
                    String thing = fill(candidate, history, size, "e", filled);
                    if (history > 0 && size == BATCHES.get(0)) {
                        Traffic page = setup.page(candidate, EntityRef.of(THING, thing), PAGE);
                        pages.add(pageRow(candidate, EntityRef.of(THING, thing), history, page));
                        if (candidate == ours) {
                            pageUnits.add(page.readUnits());
                        }
                    }
                    List<Event> batch = events.notes(size, thing, HISTORY_ITEM_BYTES, false);
                    Traffic traffic = setup.record(candidate, batch);
                    writes.add(writeRow(candidate, batch, history, "event", traffic));
                    if (candidate == ours) {
                        oursBySize
                                .computeIfAbsent(size, each -> new ArrayList<>())
                                .add(traffic);
                        String other = fill(candidate, history, size, "p", filled);
                        List<Event> untimed = events.notes(size, other, HISTORY_ITEM_BYTES, true);
                        Traffic pinned = setup.record(candidate, untimed);
                        writes.add(writeRow(candidate, untimed, history, "envelope", pinned));
                        onePinEach &= pinned.writeUnits() == 2 * size && pinned.requests() == size + requests(size);
                    }
                }
            }
        }
        report.table("Recording, by batch and history", WRITE_COLUMNS, writes);
        report.table("A page of " + PAGE + ", by history", PAGE_COLUMNS, pages);
        everyBatch(
                "requests = ceil(distinct activities / 25)",
                oursBySize,
                (size, each) -> each.requests() == requests(size));
        everyBatch("1.00 write unit per activity", oursBySize, (size, each) -> each.writeUnits() == size);
        everyBatch("no read when writing", oursBySize, (size, each) -> each.readUnits() == 0);
        report.goal(
                "envelope's time: one request and one write unit more per event",
                onePinEach ? "in each batch" : "not in each",
                onePinEach);
        atMost105(
                "a batch costs the same at each history",
                oursBySize.values().stream()
                        .flatMap(same -> Stream.of(
                                ratio(same, Traffic::requests),
                                ratio(same, Traffic::writeUnits),
                                ratio(same, Traffic::bytesOut)))
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(Double.NaN));
        atMost105("a page costs the same at each history", ratio(pageUnits, Double::doubleValue));
    }

    /** Returns an entity with this history, which is filled once. */
    private String fill(Candidate candidate, int history, int size, String suffix, Set<String> filled) {
        String thing = history > MAX_HISTORY_PER_BATCH
                ? "H%06d-0000x".formatted(history)
                : "H%06d-%04d%s".formatted(history, size, suffix);
        if (filled.add(thing)) {
            setup.fill(candidate, events.notes(history, thing, HISTORY_ITEM_BYTES, false));
        }
        return thing;
    }

    private void everyBatch(String goal, Map<Integer, List<Traffic>> bySize, BiPredicate<Integer, Traffic> met) {
        boolean all = bySize.entrySet().stream()
                .allMatch(each -> each.getValue().stream().allMatch(traffic -> met.test(each.getKey(), traffic)));
        report.goal(goal, all ? "in each batch" : "not in each", all);
    }

    private void atMost105(String goal, double ratio) {
        report.goal(goal + " (ratio at most 1.05)", String.format(Locale.ROOT, "%.2f", ratio), ratio <= 1.05);
    }

    private static <T> double ratio(List<T> all, ToDoubleFunction<T> cost) {
        DoubleSummaryStatistics costs = all.stream().mapToDouble(cost).summaryStatistics();
        return costs.getMax() / costs.getMin();
    }

    private void itemSizes() {
        progress.accept("Item sizes ...");
        List<List<String>> rows = new ArrayList<>();
        boolean exact = true;
        for (int bytes : ITEM_BYTES) {
            double units = 25 * Math.ceil(bytes / 1024.0);
            for (Candidate candidate : setup.candidates().all()) {
                List<Event> batch = events.notes(25, "S%04de".formatted(bytes), bytes, false);
                Traffic traffic = setup.record(candidate, batch);
                rows.add(writeRow(candidate, batch, 0, "event", traffic));
                if (candidate == ours) {
                    List<Event> untimed = events.notes(25, "S%04dp".formatted(bytes), bytes, true);
                    Traffic pinned = setup.record(candidate, untimed);
                    rows.add(writeRow(candidate, untimed, 0, "envelope", pinned));
                    exact &= traffic.writeUnits() == units && pinned.writeUnits() == units + 25;
                }
            }
        }
        report.table("Recording 25 events, by item size", WRITE_COLUMNS, rows);
        report.goal(
                "write units = ceil(item bytes / 1,024), and one more for an envelope's time",
                exact ? "at each size" : "not at each",
                exact);
    }

    private void typicalPages() {
        progress.accept("Pages of typical activities ...");
        List<List<String>> rows = new ArrayList<>();
        for (String type : ENTITY_TYPES) {
            List<Event> typical = events.typical(4 * PAGE, type);
            EntityRef entity = typical.get(0).activities().stream()
                    .map(Activity::entity)
                    .filter(each -> each.type().equals(type))
                    .findFirst()
                    .orElseThrow();
            for (Candidate candidate : setup.candidates().all()) {
                if (candidate == reference) {
                    // The reference keeps one activity per entity and second, so it would have only a few.
                    continue;
                }
                setup.fill(candidate, typical);
                Traffic traffic = setup.page(candidate, entity, PAGE);
                rows.add(pageRow(candidate, entity, typical.size(), traffic));
                if (candidate == ours) {
                    report.goal(
                            "a page of " + PAGE + " typical activities of a " + type
                                    + ": 1 Query, at most 1.5 read units",
                            traffic.requests() + " Query, " + traffic.readUnits() + " read units",
                            traffic.requests() == 1 && traffic.readUnits() <= 1.5);
                }
            }
        }
        report.table("A page of " + PAGE + " typical activities", PAGE_COLUMNS, rows);
    }

    /** Stores 10 activities in five ways, and looks readers up. */
    private void tenantsAndReaders() {
        progress.accept("Tenants and readers ...");
        EntityRef thing = EntityRef.of(THING, "readers");
        EntityRef reader = EntityRef.of("user", "U-1");
        List<EntityRef> four = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> EntityRef.of("user", "U-" + i))
                .toList();
        Map<String, Traffic> all = new LinkedHashMap<>();
        all.put("10 activities", setup.append(events.activities(10, null, thing, false, List.of())));
        all.put(
                "... of a tenant, with sequences",
                setup.append(events.activities(10, "acme", thing, false, List.of())));
        all.put(
                "... of a tenant, with sequences and pins",
                setup.append(events.activities(10, "acme", thing, true, List.of())));
        all.put("... with the same reader", setup.append(events.activities(10, null, thing, false, List.of(reader))));
        all.put("... with the same 4 readers", setup.append(events.activities(10, null, thing, false, four)));
        all.put("1 activity with 24 readers", setup.append(events.activities(1, null, thing, false, users(24))));
        all.put("1 activity with 999 readers", setup.append(events.activities(1, null, thing, false, users(999))));
        all.put("lookup of a reader", setup.lookup(null, reader, thing, true));
        all.put("lookup of another user", setup.lookup(null, EntityRef.of("user", "none"), thing, false));
        all.put("lookup in another tenant", setup.lookup("acme", reader, thing, false));
        List<List<String>> rows = new ArrayList<>();
        all.forEach((what, traffic) -> rows.add(Report.row(
                what,
                traffic.operations(),
                traffic.writeUnits(),
                traffic.readUnits(),
                traffic.bytesOut(),
                traffic.bytesIn())));
        report.table("Tenants and readers", List.of("what", "requests", "WCU", "RCU", "bytes out", "bytes in"), rows);
        Traffic one = all.get("1 activity with 24 readers");
        report.goal(
                "24 edges cost 24 write units and no request",
                one == null ? "" : one.operations() + ", " + one.writeUnits() + " write units",
                one != null && one.requests() == 1 && one.writeUnits() == 25);
        double lookup = all.entrySet().stream()
                .filter(each -> each.getKey().startsWith("lookup"))
                .mapToDouble(each -> each.getValue().readUnits())
                .max()
                .orElse(Double.NaN);
        report.goal("the lookup of an edge costs 0.5 read units", lookup + " read units", lookup == 0.5);
    }

    private static List<EntityRef> users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EntityRef.of("user", "R-" + i))
                .toList();
    }

    private static int requests(int activities) {
        return (activities + 24) / 25;
    }

    /** Counts the items that the reference reads before the puts of a batch. */
    private static long itemsRead(int history, int batch) {
        return IntStream.range(0, batch)
                .mapToLong(before -> Math.min(history + before, ITEMS_PER_QUERY))
                .sum();
    }

    /** Requests and write units are calculated: a query, two puts and an update per event. */
    private static List<String> notRun(Candidate candidate, int size, int history) {
        return Report.row(
                candidate.name(),
                size,
                history,
                "",
                "event",
                "not run: reads " + itemsRead(history, size) + " items; by arithmetic " + 4 * size,
                "4.00",
                "3.00",
                "",
                "",
                "");
    }

    private List<String> writeRow(Candidate candidate, List<Event> batch, int history, String time, Traffic traffic) {
        List<EntityRef> entities = batch.stream()
                .flatMap(event -> event.activities().stream())
                .map(Activity::entity)
                .toList();
        int activities = entities.size();
        // The newest items are those of the batch.
        IntSummaryStatistics bytes = entities.stream()
                .distinct()
                .flatMap(entity -> setup.itemBytes(candidate, entity, 1).stream())
                .mapToInt(Integer::intValue)
                .summaryStatistics();
        return Report.row(
                candidate.name(),
                batch.size(),
                history,
                bytes.getMin() == bytes.getMax() ? bytes.getMin() : bytes.getMin() + " to " + bytes.getMax(),
                time,
                traffic.requests(),
                per(traffic.requests(), activities),
                per(traffic.writeUnits(), activities),
                per(traffic.readUnits(), activities),
                Math.round((double) traffic.bytesOut() / activities),
                Math.round((double) traffic.bytesIn() / activities));
    }

    private List<String> pageRow(Candidate candidate, EntityRef entity, int history, Traffic traffic) {
        int limit = candidate == ours ? PAGE + 1 : candidate == reference ? ALL : PAGE;
        List<Integer> bytes = setup.itemBytes(candidate, entity, limit);
        return Report.row(
                candidate.name(),
                entity.type(),
                history,
                traffic.requests(),
                traffic.readUnits(),
                traffic.bytesOut(),
                traffic.bytesIn(),
                bytes.stream().mapToInt(Integer::intValue).sum() + " in " + bytes.size() + " items");
    }

    private static String per(double amount, int activities) {
        return String.format(Locale.ROOT, "%.2f", amount / activities);
    }
}
