package dev.activityservice.catalog;

import dev.activityservice.text.Utf16;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in an event, as a JSON Pointer (RFC 6901) into the CloudEvent: {@code /data/…}, {@code /subject} or {@code
 * /authid}.
 *
 * @param text the pointer as written
 * @param root which part of the event it begins in
 * @param tokens the unescaped reference tokens behind the root
 */
record EventPointer(String text, Root root, List<String> tokens) {

    static final int MAX_LENGTH = 512;
    private static final int MAX_TOKENS = 32;
    private static final int MAX_INDEX_DIGITS = 9;
    private static final int NO_INDEX = -1;

    enum Root {
        DATA,
        SUBJECT,
        AUTHID
    }

    /** Throws {@link IllegalArgumentException} whose message says what is wrong with the text. */
    static EventPointer parse(String text) {
        if (text.isEmpty() || text.charAt(0) != '/') {
            throw new IllegalArgumentException(
                    "is no JSON Pointer: it must begin with '/', as in \"/data/orderNumber\"");
        }
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is longer than " + MAX_LENGTH + " characters");
        }
        if (!Utf16.isWellFormed(text)) {
            throw new IllegalArgumentException("has a lone surrogate");
        }
        List<String> tokens = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            tokens.add(unescape(token));
        }
        if (tokens.size() > MAX_TOKENS) {
            throw new IllegalArgumentException("has more than " + MAX_TOKENS + " parts");
        }
        String first = tokens.remove(0);
        Root root = switch (first) {
            case "data" -> Root.DATA;
            case "subject" -> Root.SUBJECT;
            case "authid" -> Root.AUTHID;
            default ->
                throw new IllegalArgumentException(
                        "must begin with \"/data\", or be \"/subject\" or, for an actor, \"/authid\"");
        };
        if (root != Root.DATA && !tokens.isEmpty()) {
            throw new IllegalArgumentException("goes on behind \"/" + first + "\", which is a text");
        }
        for (String token : tokens) {
            if (isIndex(token) && token.length() > MAX_INDEX_DIGITS) {
                throw new IllegalArgumentException("has an array index of more than " + MAX_INDEX_DIGITS + " digits");
            }
        }
        return new EventPointer(text, root, List.copyOf(tokens));
    }

    /** The array index that a token means (RFC 6901, section 4: no leading zeros), or a negative number. */
    static int index(String token) {
        return isIndex(token) ? Integer.parseInt(token) : NO_INDEX;
    }

    static String escape(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }

    private static boolean isIndex(String token) {
        if (token.isEmpty() || (token.length() > 1 && token.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) < '0' || token.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static String unescape(String token) {
        for (int i = token.indexOf('~'); i >= 0; i = token.indexOf('~', i + 1)) {
            if (i + 1 == token.length() || (token.charAt(i + 1) != '0' && token.charAt(i + 1) != '1')) {
                throw new IllegalArgumentException(
                        "has a '~' that is followed by neither 0 nor 1 (RFC 6901, section 3)");
            }
        }
        // In this order, so that "~01" becomes "~1" and not "/" (RFC 6901, section 4).
        return token.replace("~1", "/").replace("~0", "~");
    }
}
