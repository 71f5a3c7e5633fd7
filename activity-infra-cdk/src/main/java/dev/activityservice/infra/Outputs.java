package dev.activityservice.infra;

import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** The SSM parameters that other services read to find this system, and the outputs of the stack. */
final class Outputs {

    private final Construct scope;
    private final String path;

    Outputs(Construct scope, Names names, ActivitySystemProps props, Messaging messaging, Table table, Api api) {
        this.scope = scope;
        this.path = props.parameterPath() == null ? "/" + names.env() + "/" + names.service() : props.parameterPath();
        parameter("api-endpoint", api.endpoint());
        parameter("event-bus-name", messaging.bus().getEventBusName());
        parameter("event-bus-arn", messaging.bus().getEventBusArn());
        output("ApiEndpoint", api.endpoint(), "ApiEndpoint");
        output("ApiId", api.rest().getRestApiId());
        output("StageArn", api.stageArn());
        output("EventBusName", messaging.bus().getEventBusName(), "EventBus");
        output("EventBusArn", messaging.bus().getEventBusArn());
        output("QueueUrl", messaging.queue().getQueueUrl(), "ActivityQueue");
        output("DeadLetterQueueUrl", messaging.deadLetters().getQueueUrl());
        output("RuleDeadLetterQueueUrl", messaging.ruleDeadLetters().getQueueUrl());
        output("TableName", table.getTableName(), "ActivitiesTable");
        output("DataProtected", String.valueOf(props.protectedData()));
        if (props.apiAccess() == ApiAccess.OPEN_TO_THE_INTERNET) {
            output("Warning", Api.OPEN_WARNING);
        }
    }

    private void parameter(String name, String value) {
        StringParameter.Builder.create(scope, "Parameter-" + name)
                .parameterName(path + "/" + name)
                .stringValue(value)
                .simpleName(false)
                .build();
    }

    private void output(String name, String value) {
        create(name, value, null);
    }

    /** Creates an output that other stacks can import. The names of exports are those of the reference system. */
    private void output(String name, String value, String export) {
        create(name, value, Fn.sub("${AWS::StackName}-" + export));
    }

    private void create(String name, String value, @Nullable String export) {
        // The logical id is the name itself, because the CDK would add the construct's path and a digest.
        CfnOutput.Builder.create(scope, "Output" + name)
                .value(value)
                .exportName(export)
                .build()
                .overrideLogicalId(name);
    }
}
