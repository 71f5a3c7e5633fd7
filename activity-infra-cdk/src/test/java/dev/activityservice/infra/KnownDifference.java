package dev.activityservice.infra;

import dev.activityservice.infra.ParityTest.Flavour;
import dev.activityservice.infra.SystemModel.Section;
import java.util.Map;

/** The differences that a flavour cannot avoid, with the reasons. Everything else must be equal. */
enum KnownDifference {
    TAGS_OF_SAM(
            Flavour.SAM,
            Section.TAGS,
            "sam deploy --tags sets the tags of all resources, so the template contains no tags. MakefileTest checks the option"),
    DIGEST_OF_SAM(
            Flavour.SAM,
            Section.FUNCTIONS,
            "SAM publishes a version only if the text of a property changes. The description therefore contains a digest of all settings."
                    + " SamDigestTest checks it"),
    DELETION_OF_TERRAFORM(
            Flavour.TERRAFORM,
            Section.DELETION,
            "Terraform cannot retain a resource that it destroys. Instead, deletion protection makes the destruction of a production "
                    + "table fail, and the comparison contains it"),
    EXPORTS_OF_TERRAFORM(
            Flavour.TERRAFORM,
            Section.EXPORTS,
            "Terraform has no exports. Other configurations read its outputs, which are compared"),
    QUEUE_URLS_OF_TERRAFORM(
            Flavour.TERRAFORM,
            Section.OUTPUTS,
            "The URL of a queue is only known after its creation. The comparison contains the name of the output and its queue");

    private final Flavour flavour;
    private final Section section;
    /** The reason, for readers of this file. */
    final String reason;

    KnownDifference(Flavour flavour, Section section, String reason) {
        this.flavour = flavour;
        this.section = section;
        this.reason = reason;
    }

    /** Removes the known differences of a flavour from both models. */
    static void hide(SystemModel cdk, SystemModel other, Flavour flavour) {
        for (KnownDifference difference : values()) {
            if (difference.flavour == flavour) {
                if (difference == QUEUE_URLS_OF_TERRAFORM) {
                    cdk.section(Section.OUTPUTS).replaceAll((name, value) -> queueOnly(name, (String) value));
                } else if (difference == DIGEST_OF_SAM) {
                    other.section(Section.FUNCTIONS)
                            .values()
                            .forEach(function -> Trees.map(function)
                                    .computeIfPresent(
                                            "Description",
                                            (name, text) ->
                                                    ((String) text).replaceFirst(", settings-[0-9a-f]{16}$", "")));
                } else {
                    cdk.section(difference.section).clear();
                    other.section(difference.section).clear();
                }
            }
        }
    }

    private static Object queueOnly(String name, String value) {
        Map<String, String> queues = Map.of(
                "QueueUrl",
                "activity-queue",
                "DeadLetterQueueUrl",
                "activity-dlq",
                "RuleDeadLetterQueueUrl",
                "activity-rule-dlq");
        String queue = queues.get(name);
        return queue != null && value.matches(".*/[A-Za-z0-9]+-" + queue + "-.*") ? "the URL of " + queue : value;
    }
}
