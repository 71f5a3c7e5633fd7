package dev.activityservice.infra;

import dev.activityservice.infra.ParityTest.Flavour;
import dev.activityservice.infra.SystemModel.Section;
import java.util.Map;

/** Where a flavour cannot do as the CDK does, and why. Everything else must be equal. */
enum KnownDifference {
    TAGS_OF_SAM(
            Flavour.SAM,
            Section.TAGS,
            "sam deploy --tags gives a stack's tags to all its resources, so the template has none; MakefileTest reads them there"),
    DELETION_OF_TERRAFORM(
            Flavour.TERRAFORM,
            Section.DELETION,
            "Terraform has no retention of what it destroys: deletion protection, which is compared, makes the destruction of a "
                    + "production table fail instead"),
    QUEUE_URLS_OF_TERRAFORM(
            Flavour.TERRAFORM,
            Section.OUTPUTS,
            "a queue's URL is known only after its creation: an output's name and its queue are compared, and not its value");

    private final Flavour flavour;
    private final Section section;
    /** Read by people. */
    final String reason;

    KnownDifference(Flavour flavour, Section section, String reason) {
        this.flavour = flavour;
        this.section = section;
        this.reason = reason;
    }

    /** Takes from both models what the flavour cannot have. */
    static void hide(SystemModel cdk, SystemModel other, Flavour flavour) {
        for (KnownDifference difference : values()) {
            if (difference.flavour == flavour) {
                if (difference == QUEUE_URLS_OF_TERRAFORM) {
                    cdk.section(Section.OUTPUTS).replaceAll((name, value) -> queueOnly(name, (String) value));
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
        return queue != null && value.contains("/ActivityService-" + queue + "-") ? "the URL of " + queue : value;
    }
}
