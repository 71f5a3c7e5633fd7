# "make help" lists each target that has a "## sentence", below the "##@ heading" before it. The included files bring their targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

MVN ?= mvn
# The published modules with code. Their parent and their bill of materials are published, too.
PUBLISHED := activity-core activity-http activity-testkit activity-viewer activity-aws-adapters activity-infra-cdk
comma := ,
space := $(subst ,, )

.PHONY: help dev unit lint build verify thorough test format install javadoc reproducible sbom api-diff release-set clean

help: # Start here: these three first, then all others by their headings.
	@awk -v first="run demo verify" -f .ci/help.awk $(MAKEFILE_LIST)

##@ Build

verify: ## Build and check everything, in about twelve minutes
	@$(MVN) -B verify

thorough: ## The same with the long tests, in about half an hour; CI runs it
	@$(MVN) -B verify -P thorough

test: ## Run the tests without formatting and Javadoc checks
	@$(MVN) -B test

# Four names of the Python service's Makefile; docs/coming-from-the-python-service.md lists its other targets.
dev: ## Fetch what the build needs and compile everything (the reference's name)
	@$(MVN) -B -q test-compile

unit: test ## The same as "test" (the reference's name)

lint: ## Check formatting, compiler warnings, dependencies and Javadoc without running tests (the reference's name)
	@$(MVN) -B -q verify -DskipTests

build: functions ## The same as "functions" (the reference's name)

format: ## Format all Java code as the build requires
	@$(MVN) -B -q -P format validate

install: ## Install the published modules into the local repository, without tests, and print the dependency to write
	@MVN='$(MVN)' .ci/install activity-bom $(PUBLISHED)

javadoc: ## Write the Javadoc of the published modules to their target/reports/apidocs
	@$(MVN) -B -q package -DskipTests -pl $(subst $(space),$(comma),$(PUBLISHED)) -am

reproducible: ## Build the commit twice in different folders and compare all jars and zips byte by byte
	@.ci/reproducible

sbom: ## Write a CycloneDX bill of materials of each published module to its target/bom.json
	@$(MVN) -B -q -P sbom package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl $(subst $(space),$(comma),$(PUBLISHED)) -am
	@ls -l $(PUBLISHED:%=%/target/bom.json)

##@ Release

# RELEASING.md describes a release, and the values of these targets.
LAST ?= $(shell sed -n 's/^-Dapi.baseline=//p' .mvn/maven.config)

api-diff: ## Compare the API with the last release, or with LAST=<version>; fail if the new version may not have the changes
	@if [ -z '$(LAST)' ]; then echo "Nothing to compare yet: api.baseline in .mvn/maven.config is empty until the first release."; else \
	  status=0; $(MVN) -B -q verify -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -Dspotless.check.skip -Dmdep.analyze.skip \
	    -Dapi.baseline='$(LAST)' -pl $(subst $(space),$(comma),$(PUBLISHED)) -am --fail-at-end || status=$$?; \
	  cat activity-*/target/japicmp/api-diff.diff; exit $$status; fi

release-set: ## Set version, groupId, owner and last release everywhere: VERSION=1.0.0 GROUP=com.example OWNER=example LAST=0.9.0
	@java .ci/ReleaseSet.java $(foreach name,VERSION GROUP OWNER LAST,$(if $(filter command line,$(origin $(name))),'$(name)=$($(name))'))

##@ Build

clean: ## Remove all build output; the local stack's data remain
	@$(MVN) -B -q clean

include $(wildcard activity-*/*.mk activity-*/*/*.mk)
