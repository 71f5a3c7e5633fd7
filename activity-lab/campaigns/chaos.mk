##@ Campaigns
# The campaigns at full length. "make chaos CHAOS_DELIVERIES=10000" is shorter. A failure prints the seed and the options that replay
# it. docs/reliability.md describes each campaign.
CHAOS_SCHEDULES ?= 1000000
CHAOS_DELIVERIES ?= 1000000
CHAOS_PROCESS_DELIVERIES ?= 5000
CHAOS_KILLS ?= 500
CHAOS_BATCHES ?= 2000
CHAOS_SEED ?= $(shell date +%s)
CHAOS_ARGS ?=
SOAK_ARGS ?=
CHAOS_SOURCES := $(shell find pom.xml activity-core activity-http activity-testkit activity-testbed activity-viewer activity-aws-adapters activity-local activity-lab/pom.xml activity-lab/report activity-lab/campaigns -name target -prune -o \( -name pom.xml -o -path '*/src/main/*' -type f \) -print)
CHAOS_BUILT := activity-lab/campaigns/target/built
CHAOS_JVM := -Xmx3g
CHAOS = '$(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)' $(CHAOS_JVM) -Dactivity.dynamodb-local.dir=activity-testbed/dynamodb-local-jars/target/dynamodb-local \
	-cp 'activity-lab/campaigns/target/classes:activity-lab/campaigns/target/lib/*' dev.activityservice.lab.campaigns.Main

$(CHAOS_BUILT): $(CHAOS_SOURCES)
	@echo "Building (the first time takes a minute or two) ..."
	@$(MVN) -B -q package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-lab/campaigns -am
	@touch $@

.PHONY: chaos chaos-simulation chaos-faults chaos-processes chaos-kill chaos-budget soak

chaos: chaos-simulation chaos-budget chaos-kill chaos-processes chaos-faults ## Run all fault campaigns at full length (hours)

chaos-simulation: ## Run the simulation over CHAOS_SCHEDULES (1,000,000) schedules
	@$(MVN) -B -P thorough test -pl activity-testkit -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
		-Dactivity.chaos.schedules=$(CHAOS_SCHEDULES) -Dactivity.seed=$(CHAOS_SEED)
	@echo "Output: activity-testkit/target/surefire-reports/dev.activityservice.testkit.simulation.SimulationTest-output.txt"

chaos-faults: $(CHAOS_BUILT) ## Run faults of real parts until CHAOS_DELIVERIES (1,000,000) deliveries have met one
	@$(CHAOS) faults --deliveries $(CHAOS_DELIVERIES) --seed $(CHAOS_SEED) $(CHAOS_ARGS)

chaos-processes: $(CHAOS_BUILT) ## The same with functions as processes, killed at their deadline (CHAOS_PROCESS_DELIVERIES)
	@$(CHAOS) faults --processes --messages 200 --deliveries $(CHAOS_PROCESS_DELIVERIES) --seed $(CHAOS_SEED) $(CHAOS_ARGS)

chaos-kill: $(CHAOS_BUILT) ## Kill the local stack CHAOS_KILLS (500) times while events are published
	@$(CHAOS) kill --kills $(CHAOS_KILLS) --seed $(CHAOS_SEED) $(CHAOS_ARGS)

chaos-budget: $(CHAOS_BUILT) ## Count requests while 30 % of calls or items are throttled, for CHAOS_BATCHES (2,000) batches
	@$(CHAOS) budget --batches $(CHAOS_BATCHES) --seed $(CHAOS_SEED) $(CHAOS_ARGS)

soak: CHAOS_JVM := -XX:+UseSerialGC -XX:ActiveProcessorCount=2 -Xmx1g
soak: $(CHAOS_BUILT) ## Keep the local stack busy for ten minutes on two processors; the heap must stay flat (SOAK_ARGS)
	@$(CHAOS) soak $(SOAK_ARGS)
