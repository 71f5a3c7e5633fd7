package dev.activityservice.text;

/** The rule for names that a catalog defines: types of entities and names of attributes, and their characters for tenants. */
public final class NameRule {

    /** Maximum characters of a name. */
    public static final int MAX_CHARS = 64;

    /** The rule in words. It continues a sentence with "must be". */
    public static final String DESCRIPTION = "a letter, then letters, digits, '.', '_' or '-'";

    private NameRule() {}

    /** Returns whether the text has 1 to {@value #MAX_CHARS} characters and follows the rule. */
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isNamePart(c) || (i == 0 && !isLetter(c))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a name may contain the character. */
    public static boolean isNamePart(char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
