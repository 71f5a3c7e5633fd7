package com.example.shop.domain;

import java.time.Instant;

/** One line of an order's history. */
public record OrderLine(Instant time, String text) {}
