package dev.activityservice.lab.benchmarks.cost;

import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testbed.proxy.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the newest page of an entity costs, counted between the service and DynamoDB Local.
 *
 * @param history how many activities the entity has
 */
public record PageCost(int history, int requests, double readUnits, long bytesIn) {

    private static final int PAGE = 50;
    private static final int ITEM_BYTES = 200;
    /** Filled in parts, so that they need not all be in memory. */
    private static final int PART = 10_000;

    public static List<PageCost> count(List<Integer> histories) throws IOException {
        Events events = new Events();
        List<PageCost> costs = new ArrayList<>();
        try (Laboratory laboratory = Laboratory.open()) {
            for (int history : histories) {
                String thing = "H" + history;
                for (int filled = 0; filled < history; filled += PART) {
                    laboratory.fill(
                            laboratory.ours(),
                            events.notes(Math.min(PART, history - filled), thing, ITEM_BYTES, false));
                }
                Traffic traffic = laboratory.page(laboratory.ours(), EntityRef.of("thing", thing), PAGE);
                costs.add(new PageCost(history, traffic.requests(), traffic.readUnits(), traffic.bytesIn()));
            }
        }
        return costs;
    }
}
