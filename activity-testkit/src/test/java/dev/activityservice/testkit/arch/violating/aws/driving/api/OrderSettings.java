package dev.activityservice.testkit.arch.violating.aws.driving.api;

import dev.activityservice.testkit.arch.violating.lambda.Root;

record OrderSettings(Root root) {}
