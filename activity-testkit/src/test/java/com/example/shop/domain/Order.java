package com.example.shop.domain;

public record Order(String id) {}
