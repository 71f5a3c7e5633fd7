package dev.activityservice.http;

/**
 * A query parameter.
 *
 * @param name the name, as received
 * @param value the value, as received
 * @param encoded true if name and value are still percent-encoded
 */
record QueryParameter(String name, String value, boolean encoded) {

    /** Returns the decoded parameter. Throws {@link HttpProblemException} if it is not percent-encoded UTF-8. */
    QueryParameter decoded() {
        return encoded
                ? new QueryParameter(PercentEncoding.decode(name, true), PercentEncoding.decode(value, true), false)
                : this;
    }
}
