package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.CfnRule;
import software.amazon.awscdk.services.sqs.CfnQueuePolicy;
import software.constructs.Construct;
import software.constructs.IConstruct;
import software.constructs.IValidation;

/** Checks the whole stack of a system at its synthesis, because other constructs of the stack can add rules, resources and statements. */
final class LimitsValidation implements IValidation {

    private final Construct system;

    LimitsValidation(Construct system) {
        this.system = system;
    }

    @Override
    public List<String> validate() {
        Stack stack = Stack.of(system);
        List<String> faults = new ArrayList<>();
        Map<String, Integer> rules = new TreeMap<>();
        int resources = 0;
        for (IConstruct construct : stack.getNode().findAll()) {
            if (!(construct instanceof CfnResource resource)
                    || !Stack.of(resource).equals(stack)) {
                continue;
            }
            resources++;
            if (resource instanceof CfnRule rule) {
                rules.merge(String.valueOf(stack.resolve(rule.getEventBusName())), 1, Integer::sum);
            } else if (resource instanceof CfnQueuePolicy policy) {
                faults.addAll(AwsLimits.faultOfPolicy(
                        policy.getNode().getPath(), PolicySize.of(stack.resolve(policy.getPolicyDocument()))));
            }
        }
        rules.forEach((bus, count) -> faults.addAll(AwsLimits.faultOfRules(bus, count)));
        faults.addAll(AwsLimits.faultOfResources(resources));
        return faults;
    }
}
