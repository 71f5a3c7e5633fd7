package com.example.shop.adapter.web;

import com.example.shop.ports.in.PlaceOrder;

public record OrderController(PlaceOrder orders) {

    public String post(String id) {
        return orders.place(id).id();
    }
}
