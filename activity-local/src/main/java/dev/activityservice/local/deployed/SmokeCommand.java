package dev.activityservice.local.deployed;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks a deployment in less than a minute. */
@Command(
        name = "smoke",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Checks a deployment: a read without a token is refused, web pages of the allowed origins may read, and an"
                        + " event of the deployed catalog is published and read back. The event remains on a timeline of an entity"
                        + " whose id begins with smoke-.",
        footer = {
            "",
            "Each option with the name of a deployment's setting is also read from this setting: --api-access from"
                    + " API_ACCESS, and so on. They must be the settings of the deployment. A check that does not apply to them"
                    + " is \"not run, because …\".",
            "Credentials are those of the AWS CLI. They need events:PutEvents on the bus; with IAM access execute-api:Invoke;"
                    + " ssm:GetParameters, unless API_ENDPOINT and EVENT_BUS_NAME are set.",
            "Exit codes: 0 all checks that were run passed, 1 a check failed or the deployment was not found, 2 wrong options,"
                    + " 3 no check was run. Through make, each code except 0 is 2."
        })
public final class SmokeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() throws InterruptedException {
        Consumer<String> out = spec.commandLine().getOut()::println;
        CheckRun run = new CheckRun("checks", out);
        EntityIds ids = EntityIds.random("smoke");
        try (Deployment deployment = options.open(run::note)) {
            out.accept("Smoke test of " + deployment.description());
            out.accept("");
            deployment.requireReachable();
            int code = run.run(new SmokeChecks(deployment, options.origins(), ids, run::note).all());
            if (code == 0 && run.passed() == 1 && deployment.api().lacksToken()) {
                out.accept("Only the refusal of a read without a token was checked, because SMOKE_TOKEN is not set.");
            }
            return code;
        }
    }
}
