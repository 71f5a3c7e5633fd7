package dev.activityservice.catalog;

import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.text.Utf16;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A location in an event, as a JSON Pointer (RFC 6901) into the CloudEvent: {@code /data/…} or one of the attributes in {@link Root}.
 * Only the pointer of a tenant may also be another attribute of the CloudEvent, or the account of EventBridge's envelope.
 *
 * @param text the text of the pointer
 * @param root the part of the event in which the pointer begins
 * @param tokens the unescaped reference tokens after the root
 */
record EventPointer(String text, Root root, List<String> tokens) {

    static final int MAX_CHARS = 512;
    private static final int MAX_TOKENS = 32;
    private static final int MAX_INDEX_DIGITS = 9;
    private static final int NOT_AN_INDEX = -1;

    enum Root {
        DATA("data"),
        SUBJECT("subject"),
        AUTHID("authid"),
        CORRELATION_ID("correlationid"),
        CAUSATION_ID("causationid"),
        SOURCE("source"),
        TYPE("type"),
        /** One of the {@linkplain dev.activityservice.model.DomainEvent#extensions() extensions}. Its name is the only token. */
        EXTENSION("");

        private final String attribute;

        Root(String attribute) {
            this.attribute = attribute;
        }

        /** Returns the fields that may have this root, if a kind of field may not; null if it may. */
        @Nullable
        String allowedOnly(CatalogField.Kind kind) {
            return switch (this) {
                case AUTHID -> kind == CatalogField.Kind.ATTRIBUTE ? "an entity or an actor" : null;
                case CORRELATION_ID, CAUSATION_ID, SOURCE, TYPE ->
                    kind == CatalogField.Kind.ENTITY ? null : "an entity";
                case DATA, SUBJECT, EXTENSION -> null;
            };
        }
    }

    /** The account in EventBridge's envelope. */
    static final EventPointer ENVELOPE_ACCOUNT = new EventPointer("/account", Root.EXTENSION, List.of("aws:account"));

    /** The rule for the location of a tenant. It continues a sentence about the value. */
    static final String TENANT_RULE =
            "must be a JSON Pointer (for example \"/data/tenantId\"), an attribute in lower-case letters and digits (for example"
                    + " \"/tenantid\"), or {\"envelope\": \"account\"}";

    private static final int MAX_ATTRIBUTE_CHARS = 64;
    private static final Set<String> ROOTS = Set.of("/data", "/subject", "/authid");

    /** Reads the pointer of a tenant. Throws like {@link #parse}. */
    static EventPointer parseTenant(String text) {
        int end = text.indexOf('/', 1);
        if (ROOTS.contains(end < 0 ? text : text.substring(0, end))) {
            return parse(text);
        }
        if (!isAttribute(text)) {
            throw new IllegalArgumentException(TENANT_RULE);
        }
        return new EventPointer(text, Root.EXTENSION, List.of(text.substring(1)));
    }

    /** CloudEvents 1.0, section 3.1: a name has lower-case letters and digits only. */
    private static boolean isAttribute(String text) {
        if (text.length() < 2 || text.length() > 1 + MAX_ATTRIBUTE_CHARS || text.charAt(0) != '/') {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** Reads a pointer. Throws {@link IllegalArgumentException} with a message that continues a sentence about the text. */
    static EventPointer parse(String text) {
        if (text.isEmpty() || text.charAt(0) != '/') {
            throw new IllegalArgumentException(
                    "must be a JSON Pointer that begins with '/' (for example \"/data/orderNumber\")");
        }
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException("must be at most " + MAX_CHARS + " characters long");
        }
        if (!Utf16.isWellFormed(text)) {
            throw new IllegalArgumentException("must not have lone surrogates");
        }
        List<String> tokens = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            tokens.add(unescape(token));
        }
        if (tokens.size() > MAX_TOKENS) {
            throw new IllegalArgumentException("must have at most " + MAX_TOKENS + " parts");
        }
        String first = tokens.remove(0);
        Root root = root(first);
        if (root != Root.DATA && !tokens.isEmpty()) {
            throw new IllegalArgumentException("must end after \"/" + first + "\", which is a string");
        }
        for (String token : tokens) {
            if (isIndex(token) && token.length() > MAX_INDEX_DIGITS) {
                throw new IllegalArgumentException(
                        "must have array indexes of at most " + MAX_INDEX_DIGITS + " digits");
            }
        }
        return new EventPointer(text, root, List.copyOf(tokens));
    }

    /** Returns the value outside of the data to which this points; null if the event does not have it. */
    @Nullable
    String valueIn(DomainEvent event) {
        return switch (root) {
            case SUBJECT -> event.subject();
            case AUTHID -> {
                Actor actor = event.actor();
                yield actor == null ? null : actor.id();
            }
            case CORRELATION_ID -> event.correlationId();
            case CAUSATION_ID -> event.causationId();
            case SOURCE -> event.identity().source();
            case TYPE -> event.type();
            case EXTENSION -> event.extensions().get(tokens.get(0));
            case DATA -> null;
        };
    }

    private static Root root(String name) {
        for (Root root : Root.values()) {
            if (root != Root.EXTENSION && root.attribute.equals(name)) {
                return root;
            }
        }
        throw new IllegalArgumentException(
                "must begin with \"/data\", or be \"/subject\", \"/authid\", \"/correlationid\","
                        + " \"/causationid\", \"/source\" or \"/type\"");
    }

    /** Returns the array index in a token, or a negative number. An index has no leading zeros (RFC 6901, section 4). */
    static int index(String token) {
        return isIndex(token) ? Integer.parseInt(token) : NOT_AN_INDEX;
    }

    /** Escapes a key for a JSON Pointer (RFC 6901, section 3). */
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
                throw new IllegalArgumentException("must have 0 or 1 after each '~' (RFC 6901, section 3)");
            }
        }
        // This order turns "~01" into "~1" and not into "/" (RFC 6901, section 4).
        return token.replace("~1", "/").replace("~0", "~");
    }
}
