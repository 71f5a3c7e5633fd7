package dev.activityservice.testbed.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips a test on a machine without {@link Chromium} or Node, with the reason. If the environment variable {@code BROWSER_REQUIRED} is 1,
 * the test fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsBrowser.Condition.class)
public @interface NeedsBrowser {

    /** Looks for the two programs. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String missing = Chromium.missing();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("Chromium and Node are installed");
            }
            if ("1".equals(System.getenv("BROWSER_REQUIRED"))) {
                throw new AssertionError(missing + " (BROWSER_REQUIRED is 1)");
            }
            return ConditionEvaluationResult.disabled(missing);
        }
    }
}
