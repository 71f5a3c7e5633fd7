package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tags of spans and logs in Datadog. They are those of {@link Setting#DD_TAGS}, and three more unless that setting contains them: the team
 * of {@link Setting#TAGS}, and the commit and the repository of git, which connect spans with the source code
 * (https://docs.datadoghq.com/integrations/guide/source-code-integration/).
 */
final class DatadogTags {

    /** The environment variable with the hash of the commit. The targets of make set it. */
    static final String GIT_COMMIT = "GIT_COMMIT";

    /** The environment variable with the URL of the repository. The targets of make set it. */
    static final String GIT_REPOSITORY = "GIT_REPOSITORY";

    /** A commit in SHA-1 or SHA-256. */
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

    private static final Pattern URL =
            Pattern.compile("(https?|git|ssh|git\\+ssh)://(?:[^/]*@)?([A-Za-z0-9.-]+)(:[0-9]+)?/+(.+)");

    /** The short form of SSH: {@code git@github.com:owner/repository.git}. One letter before the colon is a drive of Windows. */
    private static final Pattern SHORT_URL = Pattern.compile("(?:[^/@:]+@)?([A-Za-z0-9.-]{2,}):(?!//)/?(.+)");

    private DatadogTags() {}

    /**
     * Returns all tags, separated by commas; may be empty.
     *
     * @param given the value of {@link Setting#DD_TAGS}; may be empty
     * @param tags the tags of all resources
     * @param commit the hash of the commit; may be empty
     * @param repository the URL of the repository; may be empty, and has no effect if it is a local path
     */
    static String of(String given, Map<String, String> tags, String commit, String repository) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("team", tags.getOrDefault("team", ""));
        more.put("git.commit.sha", commit);
        more.put("git.repository_url", repository(repository));
        List<String> all = new ArrayList<>(given.isEmpty() ? List.of() : List.of(given.split(",", -1)));
        more.forEach((name, value) -> {
            String tag = name + ":" + value;
            if (all.stream().noneMatch(other -> other.startsWith(name + ":"))
                    && Setting.DD_TAGS.form().accepts(tag)) {
                all.add(tag);
            }
        });
        return String.join(",", all);
    }

    /** Returns the fault of the hash of a commit, or null if it has none. */
    static @Nullable String faultOfCommit(String commit) {
        return commit.isEmpty() || COMMIT.matcher(commit).matches()
                ? null
                : GIT_COMMIT + " must be the full hash of a commit, 40 or 64 hexadecimal digits, not "
                        + Quoted.of(commit);
    }

    /** Returns host, owner and name without scheme and credentials, or an empty text for anything that is not a URL. */
    private static String repository(String url) {
        Matcher full = URL.matcher(url);
        Matcher shortForm = SHORT_URL.matcher(url);
        String place;
        if (full.matches()) {
            // A port of SSH is not a part of the address of the web page. Another port is, and a tag cannot contain it.
            boolean isAddress = full.group(3) == null || full.group(1).endsWith("ssh");
            place = isAddress ? full.group(2) + "/" + full.group(4) : "";
        } else {
            place = shortForm.matches() ? shortForm.group(1) + "/" + shortForm.group(2) : "";
        }
        return place.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
    }
}
