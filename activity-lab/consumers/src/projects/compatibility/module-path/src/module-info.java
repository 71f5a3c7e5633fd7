/** The program of the compatibility run as a module. The adapters are an automatic module, like the SDKs of AWS and OpenTelemetry. */
module com.example.compatibility {
    requires com.tngtech.archunit;
    requires dev.activityservice.aws;
    requires dev.activityservice.core;
    requires dev.activityservice.http;
    requires dev.activityservice.testkit;
    requires com.fasterxml.jackson.core;
    requires io.opentelemetry.api;
    requires io.opentelemetry.sdk;
    requires io.opentelemetry.sdk.metrics;
    requires io.opentelemetry.sdk.testing;
    requires io.opentelemetry.sdk.trace;
    requires org.junit.jupiter.api;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.services.dynamodb;
}
