package dev.activityservice.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/** How the value types of this package are generated: users see the interface and its builder, never the generated class. */
// Kept out of the class files: compilers and Javadoc of users would look for Immutables, which they do not have.
@Retention(RetentionPolicy.SOURCE)
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
        allowedClasspathAnnotations = {Override.class},
        // No with…() methods: nobody sees the class that would have them.
        defaults = @Value.Immutable(copy = false))
@interface ValueStyle {}
