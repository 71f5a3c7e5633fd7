# A target with a "## sentence" is listed by "make help"; the files included below bring theirs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

MVN ?= mvn
PUBLISHED := activity-core activity-testkit activity-aws-adapters activity-infra-cdk
comma := ,
space := $(subst ,, )

.PHONY: help verify test format javadoc reproducible sbom clean

help: ## List every target
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "%-14s %s\n", $$1, $$2 }'

verify: ## Build, check and test everything; then compare each part's time with its budget
	@$(MVN) -B verify | .ci/budgets

test: ## Run the tests alone, without the checks of formatting and Javadoc
	@$(MVN) -B test

format: ## Format all Java code as the build wants it
	@$(MVN) -B -q -P format validate

javadoc: ## Write the Javadoc of the published modules to their target/reports/apidocs
	@$(MVN) -B -q package -DskipTests -pl $(subst $(space),$(comma),$(PUBLISHED)) -am

reproducible: ## Build the commit twice, in different folders, and compare all jars byte for byte
	@.ci/reproducible

sbom: ## Write a CycloneDX bill of materials of each published module to its target/bom.json
	@$(MVN) -B -q -P sbom package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl $(subst $(space),$(comma),$(PUBLISHED)) -am
	@ls -l $(PUBLISHED:%=%/target/bom.json)

clean: ## Remove what the build has made; the local stack's data stay
	@$(MVN) -B -q clean

# Each part brings its own targets: the local stack, the campaigns, the infrastructure, the benchmarks.
include $(wildcard activity-*/*.mk activity-*/*/*.mk)
