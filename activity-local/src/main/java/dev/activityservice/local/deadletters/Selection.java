package dev.activityservice.local.deadletters;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** The options that select dead letters. Without them, all are selected. */
final class Selection implements Predicate<DeadLetter> {

    @Option(
            names = "--id",
            paramLabel = "MESSAGE",
            split = ",",
            description = "Only messages with these ids. Repeat it, or separate ids by commas.")
    private List<String> ids = List.of();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "Only messages with these reasons (such as recordable or missing_field) or EventBridge error"
                    + " codes. Repeat it, or separate reasons by commas.")
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
