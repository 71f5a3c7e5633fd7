package dev.activityservice.local.deployed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tests a deployment from its bus to its API. */
@Command(
        name = "integration-test",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Publishes events to a deployment, and reads them back: the five scenarios of the reference system's"
                        + " integration tests, and those of this service. The events remain on timelines of entities whose ids"
                        + " begin with itest-.",
        footer = {
            "",
            "Each option with the name of a deployment's setting is also read from this setting: --api-endpoint from"
                    + " API_ENDPOINT, and so on. A scenario that does not apply to the deployment is \"not run, because …\".",
            "Credentials are those of the AWS CLI. They need events:PutEvents on the bus; with IAM access execute-api:Invoke;"
                    + " ssm:GetParameters, unless API_ENDPOINT and EVENT_BUS_NAME are set.",
            "Exit codes: 0 all scenarios that were run passed, 1 a scenario failed or the deployment was not found, 2 wrong"
                    + " options, 3 no scenario was run. Through make, each code except 0 is 2."
        })
public final class IntegrationTestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() throws InterruptedException {
        Consumer<String> out = spec.commandLine().getOut()::println;
        CheckRun run = new CheckRun("scenarios", out);
        EntityIds ids = EntityIds.random("itest");
        try (Deployment deployment = options.open(run::note)) {
            out.accept("Integration test of " + deployment.description());
            out.accept("The ids of all entities begin with " + ids.prefix());
            out.accept("");
            deployment.requireReachable();
            List<Check> scenarios = new ArrayList<>(new ReferenceScenarios(deployment, ids, run::note).all());
            scenarios.addAll(new ServiceScenarios(deployment, ids, run::note).all());
            return run.run(scenarios);
        }
    }
}
