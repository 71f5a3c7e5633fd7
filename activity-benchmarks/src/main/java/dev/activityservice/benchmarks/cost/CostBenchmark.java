package dev.activityservice.benchmarks.cost;

import dev.activityservice.benchmarks.peer.Event;
import dev.activityservice.benchmarks.peer.Events;
import dev.activityservice.benchmarks.peer.Subject;
import dev.activityservice.benchmarks.report.Report;
import dev.activityservice.benchmarks.report.Surroundings;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Counts what recording and reading cost: {@code make bench-cost}. Nothing here depends on the machine's speed. The arguments are
 * {@code --max-history N} (default 100,000) and {@code --out FOLDER}.
 */
public final class CostBenchmark {

    private static final List<Integer> BATCHES = List.of(1, 10, 25, 100, 1000);
    private static final List<Integer> HISTORIES = List.of(0, 100, 10_000, 100_000);
    private static final List<Integer> ITEM_BYTES = List.of(200, 512, 1000, 1024, 1025, 2048, 4096);
    private static final List<String> ENTITY_TYPES = List.of("product", "order", "user");
    private static final int HISTORY_ITEM_BYTES = 200;
    private static final int PAGE = 50;
    /** Above, the reference's reads alone would take hours. */
    private static final long MAX_ITEMS_READ = 300_000;
    /** A history is read as one megabyte at most. */
    private static final int ITEMS_IN_ONE_ANSWER = 1024 * 1024 / HISTORY_ITEM_BYTES;

    private static final List<String> WRITE_COLUMNS = List.of(
            "subject",
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

    private final Laboratory laboratory;
    private final Events events;
    private final PrintStream progress;
    private final int maxHistory;
    private final Report report;

    private CostBenchmark(Laboratory laboratory, PrintStream progress, int maxHistory, Report report) {
        this.laboratory = laboratory;
        this.events = new Events();
        this.progress = progress;
        this.maxHistory = maxHistory;
        this.report = report;
    }

    public static void main(String[] args) throws IOException {
        int maxHistory = 100_000;
        Path out = Path.of("activity-benchmarks/target/benchmarks");
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--max-history" -> maxHistory = Integer.parseInt(args[i + 1]);
                case "--out" -> out = Path.of(args[i + 1]);
                default -> throw new IllegalArgumentException("Invalid argument: " + args[i]);
            }
        }
        Report report = Report.of(
                "What recording and reading cost",
                Surroundings.of("make bench-cost"
                        + (args.length == 0 ? "" : " BENCH_ARGS=\"" + String.join(" ", args) + "\"")));
        try (Laboratory laboratory = Laboratory.open()) {
            new CostBenchmark(laboratory, System.err, maxHistory, report).run();
        }
        report.writeTo(out, "cost");
        System.out.println(report.toText());
        System.out.println("Written: " + out.resolve("cost.json") + ", " + out.resolve("cost.md"));
        System.exit(report.isMet() ? 0 : 1);
    }

    private void run() {
        orders();
        batchesAndHistories();
        itemSizes();
        typicalPages();
    }

    /** Ten order events, each of an order and its user. */
    private void orders() {
        progress.println("Ten order events ...");
        List<List<String>> rows = new ArrayList<>();
        int ours = 0;
        for (Subject subject : subjects()) {
            List<Event> batch = events.orders(10);
            Traffic traffic = laboratory.record(subject, batch);
            rows.add(writeRow(subject, batch, 0, "as sent", "event", traffic));
            if (subject == laboratory.ours()) {
                ours = traffic.requests();
            }
        }
        report.table("Ten order events of an order and a user each", WRITE_COLUMNS, rows);
        report.goal("ten order events are 1 request", Integer.toString(ours), ours == 1);
    }

    private void batchesAndHistories() {
        List<List<String>> writes = new ArrayList<>();
        List<List<String>> pages = new ArrayList<>();
        List<Double> pageUnits = new ArrayList<>();
        boolean oneUnit = true;
        boolean fewest = true;
        boolean noRead = true;
        boolean onePinEach = true;
        for (int history : HISTORIES) {
            if (history > maxHistory) {
                continue;
            }
            String thing = "H" + history;
            for (Subject subject : subjects()) {
                progress.println("History of " + history + ", " + subject.name() + " ...");
                laboratory.fill(subject, events.notes(history, thing, HISTORY_ITEM_BYTES, false));
                for (int size : BATCHES) {
                    if (subject == laboratory.reference() && itemsRead(history, size) > MAX_ITEMS_READ) {
                        writes.add(notRun(subject, size, history));
                        continue;
                    }
                    List<Event> batch = events.notes(size, thing, HISTORY_ITEM_BYTES, false);
                    Traffic traffic = laboratory.record(subject, batch);
                    writes.add(writeRow(subject, batch, history, HISTORY_ITEM_BYTES + "", "event", traffic));
                    if (subject == laboratory.ours()) {
                        oneUnit &= traffic.writeUnits() == size;
                        fewest &= traffic.requests() == requests(size);
                        noRead &= traffic.readUnits() == 0;
                        List<Event> untimed = events.notes(size, thing, HISTORY_ITEM_BYTES, true);
                        Traffic pinned = laboratory.record(subject, untimed);
                        writes.add(writeRow(subject, untimed, history, HISTORY_ITEM_BYTES + "", "envelope", pinned));
                        onePinEach &= pinned.writeUnits() == 2 * size && pinned.requests() == size + requests(size);
                    }
                }
                if (history > 0) {
                    Traffic traffic = laboratory.page(subject, EntityRef.of("thing", thing), PAGE);
                    pages.add(pageRow(subject, "thing", Integer.toString(history), traffic, ""));
                    if (subject == laboratory.ours()) {
                        pageUnits.add(traffic.readUnits());
                    }
                }
            }
        }
        report.table("Recording, by batch and history", WRITE_COLUMNS, writes);
        report.table("A page of " + PAGE + ", by history", pageColumns(), pages);
        report.goal("requests = ceil(distinct activities / 25)", fewest ? "in each batch" : "not in each", fewest);
        report.goal("1.00 write unit per activity", oneUnit ? "in each batch" : "not in each", oneUnit);
        report.goal("no read when writing", noRead ? "in each batch" : "not in each", noRead);
        report.goal(
                "envelope's time: one request and one write unit more per event",
                onePinEach ? "in each batch" : "not in each",
                onePinEach);
        double ratio = pageUnits.stream().mapToDouble(Double::doubleValue).max().orElse(0)
                / pageUnits.stream().mapToDouble(Double::doubleValue).min().orElse(1);
        report.goal(
                "a page costs the same at each history (ratio at most 1.05)",
                String.format(Locale.ROOT, "%.2f", ratio),
                ratio <= 1.05);
    }

    private void itemSizes() {
        progress.println("Item sizes ...");
        List<List<String>> rows = new ArrayList<>();
        boolean exact = true;
        for (int bytes : ITEM_BYTES) {
            for (Subject subject : subjects()) {
                List<Event> batch = events.notes(25, "S" + bytes, bytes, false);
                Traffic traffic = laboratory.record(subject, batch);
                rows.add(writeRow(subject, batch, 0, Integer.toString(bytes), "event", traffic));
                if (subject == laboratory.ours()) {
                    exact &= traffic.writeUnits() == 25 * Math.ceil(bytes / 1024.0);
                }
            }
        }
        report.table("Recording 25 events, by item size", WRITE_COLUMNS, rows);
        report.goal("write units = ceil(item bytes / 1,024)", exact ? "at each size" : "not at each", exact);
    }

    private void typicalPages() {
        progress.println("Pages of typical activities ...");
        List<List<String>> rows = new ArrayList<>();
        for (String type : ENTITY_TYPES) {
            List<Event> typical = events.typical(4 * PAGE, type);
            EntityRef entity = typical.get(0).activities().stream()
                    .map(Activity::entity)
                    .filter(each -> each.type().equals(type))
                    .findFirst()
                    .orElseThrow();
            for (Subject subject : subjects()) {
                if (subject == laboratory.reference()) {
                    // Within one second it keeps one activity of each entity, so these would be but a few.
                    continue;
                }
                laboratory.fill(subject, typical);
                Traffic traffic = laboratory.page(subject, entity, PAGE);
                boolean ours = subject == laboratory.ours();
                List<Integer> bytes = ours ? laboratory.itemBytes(entity, PAGE + 1) : List.of();
                String sum = bytes.stream().mapToInt(Integer::intValue).sum() + " in " + bytes.size() + " items";
                rows.add(pageRow(subject, type, "200", traffic, ours ? sum : ""));
                if (ours) {
                    report.goal(
                            "a page of " + PAGE + " typical activities of a " + type
                                    + ": 1 Query, at most 1.5 read units",
                            traffic.requests() + " Query, " + traffic.readUnits() + " read units",
                            traffic.requests() == 1 && traffic.readUnits() <= 1.5);
                }
            }
        }
        report.table("A page of " + PAGE + " typical activities", pageColumns(), rows);
    }

    private List<Subject> subjects() {
        return List.of(laboratory.ours(), laboratory.bare(), laboratory.pattern(), laboratory.reference());
    }

    private static int requests(int activities) {
        return (activities + 24) / 25;
    }

    private static long itemsRead(int history, int batch) {
        return (long) Math.min(history + batch, ITEMS_IN_ONE_ANSWER) * batch;
    }

    private static List<String> notRun(Subject subject, int size, int history) {
        return List.of(
                subject.name(),
                Integer.toString(size),
                Integer.toString(history),
                Integer.toString(HISTORY_ITEM_BYTES),
                "event",
                "not run: reads " + itemsRead(history, size) + " items",
                "",
                "",
                "",
                "",
                "");
    }

    private static List<String> writeRow(
            Subject subject, List<Event> batch, int history, String bytes, String time, Traffic traffic) {
        int activities =
                batch.stream().mapToInt(event -> event.activities().size()).sum();
        return List.of(
                subject.name(),
                Integer.toString(batch.size()),
                Integer.toString(history),
                bytes,
                time,
                Integer.toString(traffic.requests()),
                per(traffic.requests(), activities),
                per(traffic.writeUnits(), activities),
                per(traffic.readUnits(), activities),
                Long.toString(Math.round((double) traffic.bytesOut() / activities)),
                Long.toString(Math.round((double) traffic.bytesIn() / activities)));
    }

    private static List<String> pageColumns() {
        return List.of("subject", "entity", "history", "requests", "RCU", "bytes out", "bytes in", "item bytes");
    }

    private static List<String> pageRow(
            Subject subject, String entity, String history, Traffic traffic, String itemBytes) {
        return List.of(
                subject.name(),
                entity,
                history,
                Integer.toString(traffic.requests()),
                Double.toString(traffic.readUnits()),
                Long.toString(traffic.bytesOut()),
                Long.toString(traffic.bytesIn()),
                itemBytes);
    }

    private static String per(double amount, int activities) {
        return String.format(Locale.ROOT, "%.2f", amount / activities);
    }
}
