package dev.activityservice.aws.driving.api;

/**
 * A number of an event, in its textual form. Converted numbers would be equal to other ones, for example {@code 42.0} to {@code 42},
 * and an id that is a number would name another entity.
 *
 * @param text the JSON of the number
 */
record NumberText(String text) {

    @Override
    public String toString() {
        return text;
    }
}
