package dev.activityservice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/**
 * The style of all generated value types. Immutables applies the style of a package to the packages below it. Users see the
 * interface and its builder, never the generated class.
 */
// Not in the class files, because compilers and Javadoc of users would look for Immutables, which they do not have.
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.PACKAGE)
@Value.Style(
        get = "*",
        from = "copyOf",
        visibility = Value.Style.ImplementationVisibility.PACKAGE,
        builderVisibility = Value.Style.BuilderVisibility.PACKAGE,
        overshadowImplementation = true,
        jdkOnly = true,
        jdk9Collections = false,
        // A builder has no collection until one is set. Most events have no readers and no extensions.
        deferCollectionAllocation = true,
        depluralize = true,
        jacksonIntegration = false,
        fallbackNullableAnnotation = org.jspecify.annotations.Nullable.class,
        allowedClasspathAnnotations = {Override.class},
        // No with…() methods, because no caller sees the class that would have them.
        defaults = @Value.Immutable(copy = false))
@interface ValueStyle {}
