package com.example.shop.application;

import com.example.shop.domain.OrderLine;
import com.example.shop.ports.in.OrderHistory;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Principal;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Reads the history from the timeline of the order. */
public final class TimelineOrderHistory implements OrderHistory {

    private static final Principal SHOP = Principal.of("shop").with("role", "shop");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final FindActivities activities;
    private final LongSupplier nanoTime;

    public TimelineOrderHistory(FindActivities activities, LongSupplier nanoTime) {
        this.activities = activities;
        this.nanoTime = nanoTime;
    }

    @Override
    public List<OrderLine> of(String orderNumber) {
        ActivityQuery newest = ActivityQuery.builder(EntityRef.of("order", orderNumber))
                .newestFirst()
                .limit(20)
                .build();
        return activities.find(SHOP, newest, Deadline.after(TIMEOUT, nanoTime)).items().stream()
                .map(activity -> new OrderLine(activity.time(), activity.summary()))
                .toList();
    }
}
