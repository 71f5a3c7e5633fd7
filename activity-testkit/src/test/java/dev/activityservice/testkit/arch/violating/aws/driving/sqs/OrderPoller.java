package dev.activityservice.testkit.arch.violating.aws.driving.sqs;

import dev.activityservice.testkit.arch.violating.OrderService;

record OrderPoller(OrderService service) {}
