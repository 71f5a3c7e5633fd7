package com.example.shop.ports.in;

import com.example.shop.domain.OrderLine;
import java.util.List;

/** Shows the history of an order. */
public interface OrderHistory {

    /** Returns the newest lines first. */
    List<OrderLine> of(String orderNumber);
}
