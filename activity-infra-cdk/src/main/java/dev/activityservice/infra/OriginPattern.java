package dev.activityservice.infra;

/**
 * The origins that the query function accepts, as one regular expression, because a parameter of CloudFormation can only have such a rule.
 * It has the same meaning in Java, CloudFormation and Terraform. The parser of the function is {@code CorsOrigins}; this expression is
 * narrower in three points: no spaces, no default port of the other scheme, and the last label of a host name begins with a letter.
 */
final class OriginPattern {

    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";
    private static final String LAST_LABEL = "[a-z_]([a-z0-9_-]*[a-z0-9_])?";
    /** A part of an IPv4 address: 0 to 255. */
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    /** 1 to 65535 without 80 and 443, which browsers do not send. */
    private static final String PORT =
            "([1-9]|[1-79][0-9]|8[1-9]|[1-35-9][0-9]{2}|4[0-35-9][0-9]|44[0-24-9]|[1-9][0-9]{3}|[1-5][0-9]{4}"
                    + "|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

    /** One origin. */
    static final String ONE =
            "https?://((" + LABEL + "[.])*" + LAST_LABEL + "|" + OCTET + "([.]" + OCTET + "){3})(:" + PORT + ")?";

    /** Any origin, or one or more origins. */
    static final String LIST = "[*]|" + ONE + "(," + ONE + ")*";

    private OriginPattern() {}
}
