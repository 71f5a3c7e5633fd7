package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatadogTagsTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @ParameterizedTest
    @CsvSource({
        "https://github.com/example/shop.git, github.com/example/shop",
        "https://github.com/example/shop, github.com/example/shop",
        "https://github.com/example/shop/, github.com/example/shop",
        "http://git.example.com/group/sub-group/shop.git/, git.example.com/group/sub-group/shop",
        "https://user:t0ken@github.com/example/shop.git, github.com/example/shop",
        "https://user:p@ss@github.com/example/shop.git, github.com/example/shop",
        "https://t0ken@dev.azure.com/example/shop/_git/shop, dev.azure.com/example/shop/_git/shop",
        "git@github.com:example/shop.git, github.com/example/shop",
        "github.com:example/shop.git, github.com/example/shop",
        "ssh://git@git.example.com:2222/example/shop.git, git.example.com/example/shop",
        "git+ssh://git@git.example.com/example/shop, git.example.com/example/shop",
        "git://git.example.com/shop.git, git.example.com/shop"
    })
    void a_URL_of_a_repository_loses_scheme_credentials_and_suffix(String url, String tag) {
        assertThat(tags(Map.of("GIT_REPOSITORY", url))).isEqualTo("git.repository_url:" + tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/srv/git/shop.git",
                "../shop",
                "./shop",
                "shop",
                "C:\\git\\shop",
                "C:/git/shop",
                "file:///srv/git/shop.git",
                "file://host/shop.git",
                "https://git.example.com:8443/example/shop.git",
                "https://github.com/example/shop?a=b,c:d",
                "https://[::1]/example/shop",
                "https://github.com",
                "ext::ssh host path"
            })
    void what_is_no_address_of_a_repository_gives_no_tag(String url) {
        assertThat(tags(Map.of("GIT_REPOSITORY", url))).isEmpty();
    }

    @Test
    void team_commit_and_repository_follow_the_given_tags() {
        assertThat(tags(Map.of(
                        "DD_TAGS", "domain:orders",
                        "TAGS", "cost-centre=42,team=shop",
                        "GIT_COMMIT", COMMIT,
                        "GIT_REPOSITORY", "git@github.com:example/shop.git")))
                .isEqualTo("domain:orders,team:shop,git.commit.sha:" + COMMIT
                        + ",git.repository_url:github.com/example/shop");
    }

    @Test
    void a_given_tag_takes_precedence() {
        String given = "git.repository_url:example.com/a,team:orders,git.commit.sha:abc";

        assertThat(tags(Map.of(
                        "DD_TAGS",
                        given,
                        "TAGS",
                        "team=shop",
                        "GIT_COMMIT",
                        COMMIT,
                        "GIT_REPOSITORY",
                        "git@github.com:example/shop.git")))
                .isEqualTo(given);
    }

    @Test
    void a_team_that_a_tag_of_Datadog_cannot_contain_gives_no_tag() {
        assertThat(tags(Map.of("TAGS", "team=the shop"))).isEmpty();
    }

    @Test
    void without_Datadog_nothing_is_added() {
        DeploymentSettings settings =
                DeploymentSettings.read(null, Map.of("TAGS", "team=shop", "GIT_COMMIT", COMMIT, "DD_TAGS", "a:b"));

        assertThat(settings.get(Setting.DD_TAGS)).isEqualTo("a:b");
        assertThat(settings.source(Setting.DD_TAGS)).isEqualTo("environment");
    }

    @Test
    void the_source_of_added_tags_is_shown() {
        assertThat(settings(Map.of("TAGS", "team=shop", "DD_TAGS", "a:b")).source(Setting.DD_TAGS))
                .isEqualTo("environment, TAGS and git");
        assertThat(settings(Map.of("TAGS", "team=shop")).source(Setting.DD_TAGS))
                .isEqualTo("TAGS and git");
        assertThat(settings(Map.of()).source(Setting.DD_TAGS)).isEqualTo(DeploymentSettings.DEFAULT);
    }

    @Test
    void a_commit_that_is_not_a_full_hash_is_refused() {
        assertThatThrownBy(() -> tags(Map.of("GIT_COMMIT", "abc1234")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(
                        "GIT_COMMIT must be the full hash of a commit, 40 or 64 hexadecimal digits, not \"abc1234\"");
    }

    private static String tags(Map<String, String> values) {
        return settings(values).get(Setting.DD_TAGS);
    }

    private static DeploymentSettings settings(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("DD_API_KEY_SECRET_ARN", Scenario.SECRET);
        all.put("DD_SITE", "datadoghq.eu");
        return DeploymentSettings.read(null, all);
    }
}
