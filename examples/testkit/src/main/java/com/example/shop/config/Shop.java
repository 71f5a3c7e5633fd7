package com.example.shop.config;

import com.example.shop.adapter.persistence.JdbcActivityStore;
import com.example.shop.adapter.queue.QueueConsumer;
import com.example.shop.application.ShopReadPolicy;
import com.example.shop.application.TimelineOrderHistory;
import com.example.shop.ports.in.OrderHistory;
import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;

/** Creates and connects the parts of the shop. */
public final class Shop {

    private final ActivityService activities;

    public Shop(DataSource database) {
        this.activities = ActivityService.builder(new JdbcActivityStore(database))
                .catalog(catalog())
                .readPolicy(new ShopReadPolicy())
                .build();
    }

    public QueueConsumer consumer() {
        return new QueueConsumer(activities, System::nanoTime);
    }

    public OrderHistory history() {
        return new TimelineOrderHistory(activities, System::nanoTime);
    }

    /** Returns the catalog of the shop's events. */
    public static ActivityCatalog catalog() {
        try (InputStream file = Shop.class.getResourceAsStream("/com/example/shop/catalog.json")) {
            return ActivityCatalog.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
