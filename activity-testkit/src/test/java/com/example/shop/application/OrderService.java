package com.example.shop.application;

import com.example.shop.domain.Order;
import com.example.shop.ports.in.PlaceOrder;
import com.example.shop.ports.out.Orders;

public record OrderService(Orders orders) implements PlaceOrder {

    @Override
    public Order place(String id) {
        Order order = new Order(id);
        orders.save(order);
        return order;
    }
}
