package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** Synthesises the templates from the installed jars. */
class ShopAppTest {

    @Test
    void the_app_synthesises_all_stacks_and_the_package_of_the_functions(@TempDir Path folder) throws IOException {
        App app = new App(AppProps.builder()
                .outdir(folder.toString())
                .analyticsReporting(false)
                .build());

        ShopApp.create(app, Path.of("").toAbsolutePath());
        app.synth();

        String development = Files.readString(folder.resolve("Shop-dev.template.json"));
        assertThat(development).contains("AWS::DynamoDB::Table", "AWS::SQS::Queue", "shop.orderPlaced.v1");
        assertThat(Files.readString(folder.resolve("Shop-web.template.json")))
                .contains("cognito_user_pools", "Access-Control-Allow-Origin");
        assertThat(Files.readString(folder.resolve("Shop-partners.template.json")))
                .contains("authorizers/*");
        assertThat(Files.readString(folder.resolve("Shop-prod.template.json"))).contains("AWS::Events::Archive");
        assertThat(packages(folder)).isNotEmpty().allSatisfy(ShopAppTest::hasFunctionsAndCatalog);
    }

    private static List<Path> packages(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".zip")).toList();
        }
    }

    private static void hasFunctionsAndCatalog(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.getEntry("dev/activityservice/aws/lambda/RecordActivitiesFunction.class"))
                    .isNotNull();
            assertThat(zip.getEntry("activity-catalog.json")).isNotNull();
        }
    }
}
