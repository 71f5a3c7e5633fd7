package com.example.shop.config;

import com.example.shop.adapter.persistence.OrderTable;
import com.example.shop.adapter.web.OrderController;
import com.example.shop.application.OrderService;
import java.util.ArrayList;

/** Connects the parts of the shop. */
final class Shop {

    private Shop() {}

    static OrderController create() {
        return new OrderController(new OrderService(new OrderTable(new ArrayList<>())));
    }
}
