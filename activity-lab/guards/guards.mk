##@ Checks of the tests

# Checks of the tests themselves: each patch in activity-lab/guards/src/mutants removes one guard from the production code.
MUTANTS ?=
MUTANTS_MODULES := activity-testkit,activity-core,activity-http,activity-aws-adapters,activity-local,activity-lab/campaigns,activity-lab/guards
GUARDS := activity-lab/guards/target

.PHONY: mutants matrix

mutants: ## Remove one guard at a time and expect its test to fail (MUTANTS="<parts of names>", MUTANTS=--help)
	@echo "Building ..."
	@$(MVN) -B -q test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test-classpath \
		-pl $(MUTANTS_MODULES) -am
	@'$(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)' -cp "$(GUARDS)/test-classes:$$(cat $(GUARDS)/test-classpath)" \
		dev.activityservice.lab.guards.Mutants $(MUTANTS)

matrix: ## Write the fault matrix with its tests and mutants to activity-lab/guards/target/fault-matrix.md
	@$(MVN) -B -q test -pl activity-lab/guards -am -Dtest=FaultMatrixTest -Dsurefire.failIfNoSpecifiedTests=false
	@echo "The fault matrix is in $(GUARDS)/fault-matrix.md."
