# Mutation testing of the core.
.PHONY: pit

pit: ## Run mutation tests of the core (half an hour); fail if the tests kill less than 87 % of the mutants
	@# Surefire finds no test of the name None. PIT runs the tests.
	@$(MVN) -B -P pit test -pl activity-testkit -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
	@echo "Report: activity-testkit/target/pit-reports/index.html"
