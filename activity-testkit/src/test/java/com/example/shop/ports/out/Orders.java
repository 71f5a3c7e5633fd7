package com.example.shop.ports.out;

import com.example.shop.domain.Order;

public interface Orders {

    void save(Order order);
}
