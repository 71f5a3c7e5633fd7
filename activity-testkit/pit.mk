# Mutation testing of the core: changes of its code that no test notices.
.PHONY: pit

pit: ## Mutate the core and run its tests and the testkit's against each mutant; half an hour, fails below 87 %
	@# No test of that name: PIT runs the tests itself.
	@$(MVN) -B -P pit test -pl activity-testkit -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
	@echo "Report: activity-testkit/target/pit-reports/index.html"
