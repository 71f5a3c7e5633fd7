package com.example.shop;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The metrics of OpenTelemetry. Spring Boot creates the rest of the SDK, but no meter provider, because its own metrics use Micrometer.
 */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    @Bean
    SdkMeterProvider meterProvider(Resource resource, ObjectProvider<MetricReader> readers) {
        var meters = SdkMeterProvider.builder().setResource(resource);
        readers.forEach(meters::registerMetricReader);
        return meters.build();
    }

    @Bean
    @ConditionalOnProperty("shop.metrics.endpoint")
    MetricReader metricReader(@Value("${shop.metrics.endpoint}") String endpoint) {
        return PeriodicMetricReader.create(
                OtlpHttpMetricExporter.builder().setEndpoint(endpoint).build());
    }
}
