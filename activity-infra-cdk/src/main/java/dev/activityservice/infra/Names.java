package dev.activityservice.infra;

import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/** Names and ARNs of the resources of one environment. The Terraform module computes them in {@code names.tf}. */
final class Names {

    private final Stack stack;
    private final String service;
    private final String env;

    Names(Construct scope, String service, String env) {
        this.stack = Stack.of(scope);
        this.service = service;
        this.env = env;
    }

    String service() {
        return service;
    }

    String env() {
        return env;
    }

    String region() {
        return stack.getRegion();
    }

    String account() {
        return stack.getAccount();
    }

    String partition() {
        return stack.getPartition();
    }

    String dnsSuffix() {
        return stack.getUrlSuffix();
    }

    /** Returns the name of a resource: service, part and environment. */
    String name(String part) {
        return ResourceName.of(service, part, env);
    }

    /** Returns the name of a role. It contains the region, because the names of roles must be unique in the whole account. */
    String roleName(String part) {
        return name(part) + "-" + region();
    }

    /** Returns the name of a function. The verb is {@code Record} or {@code Find}. */
    String function(String verb) {
        return name(verb + "Activities");
    }

    /** Returns the ARNs of all rules of this environment on a bus, as a pattern for {@code ArnLike}. */
    String ruleArns(String bus) {
        return arn("events", "rule/" + bus + "/" + Subscription.ruleName(service, env, "*"));
    }

    /** Returns the name of the shared bus: a dynamic reference to its parameter, as text, because an ARN contains it. */
    String sharedBus() {
        return DynamicReference.ofParameter("/" + env + "/shared/event-bus-name");
    }

    /** Returns the endpoint of a service, as the condition key {@code kms:ViaService} contains it. */
    String endpoint(String service) {
        return service + "." + region() + "." + dnsSuffix();
    }

    String arn(String service, String name) {
        return "arn:" + stack.getPartition() + ":" + service + ":" + region() + ":" + account() + ":" + name;
    }

    /** Returns the ARN of the stage of a REST API. It has no account. */
    String stageArn(String api) {
        return "arn:" + stack.getPartition() + ":apigateway:" + region() + "::/restapis/" + api + "/stages/" + env;
    }

    /** Returns the ARN of a version of a Lambda layer of another account. */
    String layerArn(String account, String layer, int version) {
        return "arn:" + stack.getPartition() + ":lambda:" + region() + ":" + account + ":layer:" + layer + ":"
                + version;
    }
}
