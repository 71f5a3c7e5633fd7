##@ Local stack

# ARGS are options: make run ARGS="--port 0 --in-memory". All commands below accept the options of "make run", so that one value of
# ARGS serves all. A list of options: make demo ARGS=--help.
ARGS ?=
LOCAL_SOURCES := $(shell find pom.xml activity-core activity-http activity-testbed activity-viewer activity-aws-adapters activity-local docs/schemas -name target -prune -o \( -name pom.xml -o -path '*/src/main/*' -type f -o -path 'docs/schemas/*' \) -print)
LOCAL_BUILT := activity-local/target/built

# Standard output is only for the command, for example TOKEN=$(make -s token). Maven also prints terminal codes with -q.
$(LOCAL_BUILT): $(LOCAL_SOURCES)
	@echo "Building (a few minutes the first time) ..." >&2
	@rm -f $(@D)/*.jsa
	@$(MVN) -B -q package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-local -am >&2
	@touch $@

.PHONY: run demo token may audit-hash explain schemas dead-letters redrive import-reference

# Through the environment, because a shell would expand the braces of JSON and remove its quotes. The program splits the text.
run demo token may audit-hash explain schemas dead-letters redrive import-reference: export LOCAL_ARGS := $(value ARGS)

run: $(LOCAL_BUILT) ## Run the whole system on this machine until Ctrl-C
	@exec activity-local/run

demo: $(LOCAL_BUILT) ## Publish a small shop day to the running system and print its timelines
	@exec activity-local/run demo

token: $(LOCAL_BUILT) ## Print a token for reads from the running system: make token ARGS='--claims {"sub":"U-7"}'
	@exec activity-local/run token

may: $(LOCAL_BUILT) ## Report whether a caller may read: make may ARGS='--read-policy FILE --claims JSON TYPE/ID'
	@exec activity-local/run may

audit-hash: $(LOCAL_BUILT) ## Print the hash of an entity in the log of reads: make audit-hash ARGS=TYPE/ID
	@exec activity-local/run audit-hash

explain: $(LOCAL_BUILT) ## Explain what the service would do with a message body: make explain ARGS=FILE
	@exec activity-local/run explain

schemas: $(LOCAL_BUILT) ## Write JSON Schemas and AsyncAPI for the producers of a catalog: make schemas ARGS="--catalog FILE --output FOLDER"
	@exec activity-local/run schemas

.PHONY: asyncapi

asyncapi: ## Write docs/asyncapi.json, the events of the reference catalog, from the code
	@$(MVN) -B -q test -pl activity-local -am -Dtest=AsyncApiTest#the_document_is_current -Dsurefire.failIfNoSpecifiedTests=false -Dactivity.asyncapi.update=true
	@echo "docs/asyncapi.json is current."

dead-letters: $(LOCAL_BUILT) ## List dead letters with reasons, of the running system or of AWS (ARGS="--queue-url URL")
	@exec activity-local/run dead-letters

redrive: $(LOCAL_BUILT) ## Send dead letters back, all or selected: make redrive ARGS=--help
	@exec activity-local/run redrive

import-reference: $(LOCAL_BUILT) ## Import the history of the Python service: make import-reference ARGS="--table NAME --before TIME"
	@exec activity-local/run import-reference

##@ Deployment to AWS

# The commands that test a deployment read its settings from the environment. make also takes them from the file SETTINGS.
DEPLOYED_SETTINGS := ENV SERVICE_NAME PARAMETER_PATH AWS_REGION API_ACCESS CORS_ALLOW_ORIGIN CATALOG
DEPLOYED = env $(foreach name,$(DEPLOYED_SETTINGS),$(name)='$(call setting,$(name))')

.PHONY: smoke integration-test need-settings

# Without this check, a wrong name of the file would test the environment dev.
need-settings:
	@[ -z '$(SETTINGS)' ] || [ -r '$(SETTINGS)' ] || { echo "Cannot read SETTINGS=$(SETTINGS): it must be the file of the deployment's settings." >&2; exit 1; }

smoke integration-test: export LOCAL_ARGS := $(value ARGS)
smoke integration-test: need-settings

smoke: $(LOCAL_BUILT) ## Check a deployment: access, web pages, and one event from the bus to the API (ARGS=--help)
	@exec $(DEPLOYED) activity-local/run smoke

integration-test: $(LOCAL_BUILT) ## Publish events to a deployment and read them back, as the reference's tests do (ARGS=--help)
	@exec $(DEPLOYED) activity-local/run integration-test
