# Coverage-guided fuzzing of the code that reads external text.
FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 0
FUZZ_TARGETS ?= reader catalog mapping cursor key url request batch response export

.PHONY: fuzz

fuzz: ## Fuzz each of FUZZ_TARGETS for FUZZ_SECONDS; fail if a target has a finding
	@$(MVN) -B -q test-compile dependency:build-classpath -pl activity-aws-adapters -am \
		-Dmdep.includeScope=test -Dmdep.outputFile=target/test-classpath
	@cd activity-aws-adapters && java -cp "target/test-classes:target/classes:$$(cat target/test-classpath)" \
		dev.activityservice.aws.fuzz.FuzzCampaign $(FUZZ_SECONDS) $(FUZZ_SEED) $(FUZZ_TARGETS)
