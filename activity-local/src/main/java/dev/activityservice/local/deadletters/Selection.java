package dev.activityservice.local.deadletters;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which dead letters; all of them if nothing is said. */
final class Selection implements Predicate<DeadLetter> {

    @Option(
            names = "--id",
            paramLabel = "MESSAGE",
            split = ",",
            description = "Only messages of these ids; can be repeated.")
    private List<String> ids = List.of();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "Only messages of these reasons, such as recordable or missing_field, or with these codes of"
                    + " EventBridge; can be repeated.")
    private List<String> reasons = List.of();

    @Override
    public boolean test(DeadLetter letter) {
        return (ids.isEmpty() || ids.contains(letter.id())) && (reasons.isEmpty() || hasReason(letter));
    }

    private boolean hasReason(DeadLetter letter) {
        return reasons.stream()
                .anyMatch(reason -> reason.toLowerCase(Locale.ROOT).equals(letter.reason())
                        || reason.equals(letter.deliveryError()));
    }
}
