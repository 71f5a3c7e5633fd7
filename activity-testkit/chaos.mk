# The fault campaigns at full length. A failure prints the seed and the settings that replay it.
CHAOS_SCHEDULES ?= 1000000
CHAOS_SEED ?= $(shell date +%s)

.PHONY: chaos

chaos: ## Run the simulation's fault campaign over a million schedules
	@$(MVN) -B test -pl activity-testkit -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
		-Dactivity.chaos.schedules=$(CHAOS_SCHEDULES) -Dactivity.chaos.seed=$(CHAOS_SEED)
