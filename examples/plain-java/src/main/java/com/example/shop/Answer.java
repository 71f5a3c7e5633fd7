package com.example.shop;

/** A response with plain text. */
record Answer(int status, String text) {}
