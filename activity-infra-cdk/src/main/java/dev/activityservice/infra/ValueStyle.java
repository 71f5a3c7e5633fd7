package dev.activityservice.infra;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/** The style of the generated value types in this package. Users see the interface and its builder, but not the generated class. */
@Target(ElementType.TYPE)
@Value.Style(
        get = "*",
        from = "copyOf",
        visibility = Value.Style.ImplementationVisibility.PACKAGE,
        builderVisibility = Value.Style.BuilderVisibility.PACKAGE,
        overshadowImplementation = true,
        jdkOnly = true,
        jdk9Collections = false,
        depluralize = true,
        jacksonIntegration = false,
        fallbackNullableAnnotation = org.jspecify.annotations.Nullable.class,
        allowedClasspathAnnotations = {Override.class})
@interface ValueStyle {}
