package dev.activityservice.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.local.documents.CatalogDocuments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiPagesTest {

    private final ApiPages pages = new ApiPages(CatalogDocuments.of("""
            {"version": 1, "events": {
              "shop.*": {"entities": [{"type": "order", "id": "/data"}]},
              "größe v1": {"entities": [{"type": "order", "id": "/data"}]}}}"""));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openapi",
                "/openapi/",
                "/asyncapi.json",
                "/schemas/catalog.schema.json",
                "/schemas/shop.%2A.schema.json",
                "/schemas/shop.%2a.schema.json",
                "/schemas/shop.*.schema.json",
                "/schemas/shop.%252A.schema.json",
                "/schemas/gr%C3%B6%C3%9Fe%20v1.schema.json"
            })
    void a_path_may_encode_characters_of_a_file_name(String path) {
        assertThat(pages.has(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/schemas", "/schemas/", "/schemas/none.schema.json", "/schemas/..%2Fopenapi", "/openapi/x"})
    void other_paths_are_not_found(String path) {
        assertThat(pages.has(path)).isFalse();
    }

    @Test
    void pages_of_other_origins_may_read_only_the_documents() {
        assertThat(ApiPages.isDocument("/asyncapi.json")).isTrue();
        assertThat(ApiPages.isDocument("/schemas/shop.%2A.schema.json")).isTrue();
        assertThat(ApiPages.isDocument("/openapi")).isFalse();
    }
}
