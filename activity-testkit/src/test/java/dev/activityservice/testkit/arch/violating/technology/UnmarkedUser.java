package dev.activityservice.testkit.arch.violating.technology;

import dev.activityservice.testkit.arch.violating.unmarked.Unmarked;

record UnmarkedUser(Unmarked unmarked) {}
