# What shows that the tests of the fault matrix test something: each patch of activity-lab/guards/src/mutants takes one guard out.
MUTANTS ?=
MUTANTS_MODULES := activity-testkit,activity-core,activity-aws-adapters,activity-local,activity-lab/campaigns,activity-lab/guards
MUTANTS_TOOL := activity-lab/guards/target

.PHONY: mutants matrix

mutants: ## Take out one guard at a time and expect its test to fail (MUTANTS=<parts of names>, MUTANTS=--help)
	@echo "Building ..."
	@$(MVN) -B -q test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test-classpath \
		-pl $(MUTANTS_MODULES) -am
	@'$(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)' \
		-cp "$(MUTANTS_TOOL)/test-classes:$(MUTANTS_TOOL)/classes:$$(cat $(MUTANTS_TOOL)/test-classpath)" \
		dev.activityservice.lab.guards.Mutants $(MUTANTS)

matrix: ## Write into docs/reliability.md which tests and mutants each row of the fault matrix has
	@$(MVN) -B -q test -pl activity-lab/guards -am -Dtest=FaultMatrixTest -Dsurefire.failIfNoSpecifiedTests=false \
		-Dactivity.matrix.write=true
