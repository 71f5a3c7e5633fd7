package dev.activityservice.local.deployed;

import dev.activityservice.local.command.AwsErrors;
import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.token.TokenClient;
import java.lang.reflect.Member;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

/**
 * The options that name a deployment. Those with the name of a deployment's setting are also read from this setting: {@code
 * --api-access} from {@code API_ACCESS}.
 */
public final class DeploymentOptions {

    static final String REGION_OPTION = "--aws-region";

    /** The names of environments that a deployment accepts: the form of {@code ENV} in Setting.java of activity-infra-cdk. */
    static final Pattern ENVIRONMENT = Pattern.compile("(?!aws|ssm)[a-z0-9][a-z0-9-]{0,9}");

    /** The form of {@code AWS_REGION} in Setting.java of activity-infra-cdk. */
    static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}");

    private static final Pattern API_HOST =
            Pattern.compile("[a-z0-9-]+\\.execute-api\\.([a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?");

    /** The characters of a bearer token (RFC 6750, section 2.1). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** A timeline of AWS is read twice in a second. That is far below the throttling of the API. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private static final Duration LOCAL_POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_AWS_CALL = Duration.ofSeconds(20);
    private static final int MAX_PORT = 65_535;
    private static final int MAX_TIMEOUT_SECONDS = 3600;

    private static final AwsErrors ERRORS = new AwsErrors(
            REGION_OPTION,
            "a parameter does not exist: check ENV, SERVICE_NAME, PARAMETER_PATH and AWS_REGION",
            "ssm:GetParameters on the parameters of the deployment",
            "repeat the command, or set API_ENDPOINT and EVENT_BUS_NAME");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackOptions stack = new StackOptions();

    @Mixin
    private Settings settings = new Settings();

    @Option(names = "--local", description = "Test the running local stack (\"make run\") instead of a deployment.")
    private boolean local;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Another endpoint of EventBridge and of SSM, such as a VPC endpoint.")
    private @Nullable URI endpoint;

    /** The settings of a deployment, each with the name of its option. */
    static final class Settings {

        @Option(
                names = "--env",
                paramLabel = "NAME",
                defaultValue = "dev",
                description = "Environment of the deployment (default: ${DEFAULT-VALUE}).")
        private String env = "dev";

        @Option(
                names = "--service-name",
                paramLabel = "NAME",
                defaultValue = "ActivityService",
                description = "Service of the deployment (default: ${DEFAULT-VALUE}).")
        private String serviceName = "ActivityService";

        @Option(
                names = "--parameter-path",
                paramLabel = "PATH",
                description = "Path of the SSM parameters api-endpoint and event-bus-name (default:"
                        + " /<environment>/<service name>).")
        private @Nullable String parameterPath;

        @Option(
                names = "--api-endpoint",
                paramLabel = "URL",
                description = "Address of the API with its stage (default: from SSM).")
        private @Nullable String apiEndpoint;

        @Option(names = "--event-bus-name", paramLabel = "NAME", description = "Event bus (default: from SSM).")
        private @Nullable String eventBusName;

        @Option(
                names = REGION_OPTION,
                paramLabel = "REGION",
                description = "Region of the deployment (default: AWS_REGION or the profile).")
        private @Nullable String awsRegion;

        @Option(
                names = "--api-access",
                paramLabel = "ACCESS",
                defaultValue = "IAM",
                description =
                        "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). With IAM, reads are signed. With COGNITO and"
                                + " AUTHORIZER, they have the token SMOKE_TOKEN.")
        private ApiAccess apiAccess = ApiAccess.IAM;

        @Option(
                names = "--cors-allow-origin",
                paramLabel = "ORIGINS",
                description = "Origins whose web pages may read from the deployment (default: none).")
        private @Nullable String corsAllowOrigin;

        @Option(
                names = "--catalog",
                paramLabel = "FILE",
                description = "Catalog of the deployment (default: the ten reference types).")
        private @Nullable String catalog;

        @Option(
                names = "--smoke-token",
                paramLabel = "TOKEN",
                description =
                        "Bearer token of the reads. Prefer the variable SMOKE_TOKEN, because other users of a machine see"
                                + " command lines.")
        private @Nullable String smokeToken;

        @Option(
                names = "--smoke-tenant",
                paramLabel = "TENANT",
                description = "Tenant of the token, if the catalog has tenants.")
        private @Nullable String smokeTenant;

        @Option(
                names = "--smoke-publish",
                paramLabel = "1",
                description =
                        "Publish events also in production (prod, production, prd, live, and names such as prod-eu).")
        private @Nullable String smokePublish;

        @Option(
                names = "--smoke-timeout",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "How long to wait for an event (default: ${DEFAULT-VALUE}).")
        private int smokeTimeout = 60;
    }

    /** Returns the setting from which an option is also read: its name in upper case; null for all other options. */
    public static @Nullable String setting(OptionSpec option) {
        return option.userObject() instanceof Member field && field.getDeclaringClass() == Settings.class
                ? option.longestName()
                        .replaceFirst("^--", "")
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_')
                : null;
    }

    /** Returns the origins whose web pages may read; empty without CORS. */
    List<String> origins() {
        return settings.corsAllowOrigin == null
                ? List.of()
                : Stream.of(settings.corsAllowOrigin.split(","))
                        .map(String::strip)
                        .filter(origin -> !origin.isEmpty())
                        .toList();
    }

    /**
     * Finds the deployment.
     *
     * @param progress takes lines about what the tests wait for
     * @throws CommandException if it is not found
     * @throws CommandLine.ParameterException if an option is not valid
     */
    Deployment open(Consumer<String> progress) throws InterruptedException {
        require(
                settings.smokeTimeout >= 1 && settings.smokeTimeout <= MAX_TIMEOUT_SECONDS,
                "SMOKE_TIMEOUT must be a whole number from 1 to " + MAX_TIMEOUT_SECONDS + " seconds, not "
                        + settings.smokeTimeout);
        require(
                settings.smokePublish == null || settings.smokePublish.equals("1"),
                "SMOKE_PUBLISH must be 1 or absent, not \"" + settings.smokePublish + "\"");
        require(
                settings.smokeToken == null
                        || TOKEN.matcher(settings.smokeToken).matches(),
                "SMOKE_TOKEN must be a bearer token without spaces, for example a JSON Web Token");
        return local ? openLocal(progress) : openDeployed(progress);
    }

    private Deployment openLocal(Consumer<String> progress) throws InterruptedException {
        String text = stack.catalogText();
        boolean needsToken = new TokenClient(stack.endpoint()).isNeeded();
        return new Deployment(
                "local",
                needsToken ? ApiAccess.AUTHORIZER : ApiAccess.OPEN_TO_THE_INTERNET,
                new DeployedApi(stack.endpoint(), needsToken ? bearer() : new Caller.Anonymous(), timeout()),
                new DeployedBus(LocalClients.eventBridge(stack.endpoint()), StackOptions.BUS, awsTimeout()),
                new DeployedCatalog(
                        "the catalog of the local stack", text.isEmpty() ? CatalogOption.textOrReference(null) : text),
                settings.smokeTenant,
                true,
                new Patience(timeout(), LOCAL_POLL_INTERVAL, progress));
    }

    private Duration timeout() {
        return Duration.ofSeconds(settings.smokeTimeout);
    }

    /** Returns how long a request of EventBridge or SSM may take with its retries. */
    private Duration awsTimeout() {
        return timeout().compareTo(MAX_AWS_CALL) < 0 ? timeout() : MAX_AWS_CALL;
    }

    private Deployment openDeployed(Consumer<String> progress) {
        require(
                ENVIRONMENT.matcher(settings.env).matches(),
                "ENV must be 1 to 10 lower-case letters, digits and hyphens, starting with a letter or a digit, but not with"
                        + " aws or ssm, not \"" + settings.env + "\"");
        require(
                endpoint == null || isEndpoint(endpoint),
                "--endpoint must be an http or https URL without a user, a query and a fragment, such as"
                        + " https://vpce-1a2b3c.events.eu-west-1.vpce.amazonaws.com, not \""
                        + shown(String.valueOf(endpoint))
                        + "\"");
        DeployedCatalog catalog = catalog();
        Map<String, String> addresses = addresses();
        URI api = address(addresses.getOrDefault("api-endpoint", ""));
        return new Deployment(
                settings.env,
                settings.apiAccess,
                new DeployedApi(api, caller(api), timeout()),
                new DeployedBus(
                        client(EventBridgeClient.builder()).build(),
                        addresses.getOrDefault("event-bus-name", ""),
                        awsTimeout()),
                catalog,
                settings.smokeTenant,
                settings.smokePublish != null,
                new Patience(timeout(), POLL_INTERVAL, progress));
    }

    private DeployedCatalog catalog() {
        CatalogOption.load(settings.catalog);
        return new DeployedCatalog(
                settings.catalog == null
                        ? "the reference catalog"
                        : "the catalog " + TerminalText.line(settings.catalog),
                CatalogOption.textOrReference(settings.catalog));
    }

    /** Returns the two addresses. SSM is asked only for those that are not given. */
    private Map<String, String> addresses() {
        Map<String, String> addresses = new HashMap<>();
        if (settings.apiEndpoint != null) {
            addresses.put("api-endpoint", settings.apiEndpoint);
        }
        if (settings.eventBusName != null) {
            addresses.put("event-bus-name", settings.eventBusName);
        }
        String path = settings.parameterPath == null
                ? "/" + settings.env + "/" + settings.serviceName
                : settings.parameterPath;
        List<String> missing = List.of("api-endpoint", "event-bus-name").stream()
                .filter(name -> !addresses.containsKey(name))
                .map(name -> path + "/" + name)
                .toList();
        if (missing.isEmpty()) {
            return addresses;
        }
        try (SsmClient ssm = client(SsmClient.builder()).build()) {
            GetParametersResponse found = ssm.getParameters(request -> request.names(missing)
                    .overrideConfiguration(configuration -> configuration.apiCallTimeout(awsTimeout())));
            if (!found.invalidParameters().isEmpty()) {
                throw new CommandException("Cannot find the deployment: the SSM parameters "
                        + TerminalText.line(String.join(", ", found.invalidParameters()))
                        + " must exist; check ENV, SERVICE_NAME, PARAMETER_PATH and AWS_REGION, or set API_ENDPOINT and"
                        + " EVENT_BUS_NAME");
            }
            for (Parameter parameter : found.parameters()) {
                addresses.put(parameter.name().substring(path.length() + 1), parameter.value());
            }
            return addresses;
        } catch (SdkException e) {
            throw ERRORS.toException("find the deployment in SSM", e);
        }
    }

    private URI address(String text) {
        try {
            URI address = new URI(text.replaceFirst("/+$", ""));
            String host = String.valueOf(address.getHost());
            boolean isLoopback = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
            // A token must not be sent without encryption.
            if (isEndpoint(address)
                    && ("https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && isLoopback))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // The same message as for other texts.
        }
        String message =
                "API_ENDPOINT must be an https URL with the stage, without a user, a query and a fragment, such as"
                        + " https://a1b2c3.execute-api.eu-west-1.amazonaws.com/dev, not \""
                        + TerminalText.line(shown(text)) + "\"";
        require(settings.apiEndpoint == null, message);
        throw new CommandException(message + " in SSM");
    }

    private static boolean isEndpoint(URI address) {
        return ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                && address.getHost() != null
                && address.getPort() <= MAX_PORT
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }

    /** Returns an address without the password that it may contain. */
    private static String shown(String address) {
        return address.replaceFirst("//.*@", "//REDACTED@");
    }

    private @Nullable Caller caller(URI api) {
        return switch (settings.apiAccess) {
            case IAM -> signing(api);
            case COGNITO, AUTHORIZER -> bearer();
            case OPEN_TO_THE_INTERNET -> new Caller.Anonymous();
        };
    }

    private Caller signing(URI api) {
        // A custom domain does not contain the region.
        Matcher host = API_HOST.matcher(String.valueOf(api.getHost()));
        String region = host.matches() ? host.group(1) : region().id();
        AwsCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        try {
            credentials.resolveCredentials();
        } catch (SdkException e) {
            throw ERRORS.toException("sign requests", e);
        }
        return new Caller.Signing(credentials, region, AwsV4HttpSigner.create());
    }

    private @Nullable Caller bearer() {
        return settings.smokeToken == null ? null : new Caller.Bearer(settings.smokeToken);
    }

    private Region region() {
        String name = settings.awsRegion == null ? regionOfTheMachine() : settings.awsRegion.strip();
        require(
                REGION.matcher(name).matches(),
                "AWS_REGION must be the name of an AWS region, for example eu-west-1, not \"" + name + "\"");
        return Region.of(name);
    }

    private static String regionOfTheMachine() {
        try {
            return DefaultAwsRegionProviderChain.builder()
                    .build()
                    .getRegion()
                    .id()
                    .strip();
        } catch (SdkException e) {
            throw new CommandException(
                    "The region is unknown: set AWS_REGION to the region of the deployment, for example"
                            + " AWS_REGION=eu-west-1",
                    e);
        }
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B client(B builder) {
        // The time-out of a call does not interrupt the read of a body. The time-out of the socket does.
        builder.region(region()).httpClient(LocalClients.http(awsTimeout()));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder;
    }

    private void require(boolean isValid, String message) {
        if (!isValid) {
            throw new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }
}
