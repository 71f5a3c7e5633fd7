package dev.activityservice.infra;

import java.util.Arrays;
import java.util.List;
import software.amazon.awscdk.services.logs.RetentionDays;

/** Converts the retention of logs between days and the constants of the CDK. Both lists are in ascending order. */
final class Retention {

    private static final List<Integer> DAYS = ((SettingForm.NumberChoice) Setting.LOG_RETENTION_DAYS.form()).values();
    private static final List<RetentionDays> CONSTANTS = Arrays.asList(RetentionDays.values());

    private Retention() {}

    /** Returns the constant for one of the days that {@link Setting#LOG_RETENTION_DAYS} accepts. */
    static RetentionDays of(int days) {
        return CONSTANTS.get(DAYS.indexOf(days));
    }

    /** Returns the days, or {@code INFINITE}, which the other flavours do not have. */
    static String days(RetentionDays retention) {
        return retention == RetentionDays.INFINITE
                ? retention.name()
                : DAYS.get(CONSTANTS.indexOf(retention)).toString();
    }
}
