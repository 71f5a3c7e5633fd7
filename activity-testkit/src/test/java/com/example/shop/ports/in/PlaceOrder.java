package com.example.shop.ports.in;

import com.example.shop.domain.Order;

public interface PlaceOrder {

    Order place(String id);
}
