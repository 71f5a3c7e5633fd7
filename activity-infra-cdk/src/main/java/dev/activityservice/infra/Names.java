package dev.activityservice.infra;

import software.amazon.awscdk.Stack;
import software.constructs.Construct;

/** The names and ARNs of one environment's resources. The Terraform module computes them in {@code names.tf}. */
final class Names {

    static final String SERVICE = "ActivityService";

    private final Stack stack;
    private final String env;

    Names(Construct scope, String env) {
        this.stack = Stack.of(scope);
        this.env = env;
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

    String dnsSuffix() {
        return stack.getUrlSuffix();
    }

    String name(String part) {
        return SERVICE + "-" + part + "-" + env;
    }

    /** Roles belong to an account and not to a region: their names tell regions apart. */
    String roleName(String part) {
        return name(part) + "-" + region();
    }

    String function(String verb) {
        return name(verb + "Activities");
    }

    String arn(String service, String name) {
        return "arn:" + stack.getPartition() + ":" + service + ":" + region() + ":" + account() + ":" + name;
    }

    /** A Lambda layer of another account. */
    String layerArn(String account, String layer, int version) {
        return "arn:" + stack.getPartition() + ":lambda:" + region() + ":" + account + ":layer:" + layer + ":"
                + version;
    }
}
