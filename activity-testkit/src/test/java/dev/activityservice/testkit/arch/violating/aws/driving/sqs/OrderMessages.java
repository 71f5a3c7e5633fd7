package dev.activityservice.testkit.arch.violating.aws.driving.sqs;

import dev.activityservice.testkit.arch.violating.aws.driving.api.OrderHandler;

record OrderMessages(OrderHandler handler) {}
