package com.example.shop;

import java.nio.file.Path;
import software.amazon.awscdk.App;

/** The CDK app of the shop. The CDK starts it in the folder of the project ({@code cdk.json}). */
final class ShopApp {

    private ShopApp() {}

    public static void main(String[] arguments) {
        App app = new App();
        create(app, Path.of(""));
        app.synth();
    }

    /** @param project the folder of the project, with the catalog and the copied functions */
    static void create(App app, Path project) {
        Path functions = project.resolve("target/functions.jar");
        Path catalog = project.resolve("catalog.json");
        new ActivityStack(app, "Shop-dev", ActivityStack.development(functions, catalog));
        new ActivityStack(app, "Shop-web", ActivityStack.web(functions, catalog));
        new ActivityStack(app, "Shop-partners", ActivityStack.partners(functions, catalog));
        new ActivityStack(app, "Shop-prod", ActivityStack.production(functions, catalog));
    }
}
