package com.example.shop.adapter.persistence;

import com.example.shop.domain.Order;
import com.example.shop.ports.out.Orders;
import java.util.List;

public record OrderTable(List<Order> rows) implements Orders {

    @Override
    public void save(Order order) {
        rows.add(order);
    }
}
