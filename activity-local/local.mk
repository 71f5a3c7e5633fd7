##@ Local stack

# ARGS are options: make run ARGS="--port 0 --in-memory". A list of them: make demo ARGS=--help.
ARGS ?=
LOCAL_SOURCES := $(shell find pom.xml activity-core activity-testbed activity-aws-adapters activity-local -name target -prune -o \( -name pom.xml -o -path '*/src/main/*' -type f \) -print)
LOCAL_BUILT := activity-local/target/built
# The JDK that Maven uses, if JAVA_HOME names one.
LOCAL_JAVA := '$(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)'
# An archive of loaded classes halves the time of a start. The first start after a build records it. Its name has a checksum of the
# JDK's version, and the JVM ignores an archive that does not fit the jars. The eval expands the variable once, in a recipe.
LOCAL_ARCHIVE = $(eval LOCAL_ARCHIVE := activity-local/target/classes-$(firstword $(shell $(LOCAL_JAVA) -version 2>&1 | cksum)).jsa)$(LOCAL_ARCHIVE)
LOCAL_JVM = $(LOCAL_JAVA) -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=error:stderr \
	-Dactivity.dynamodb-local.dir=activity-testbed/dynamodb-local-jars/target/dynamodb-local
LOCAL_MAIN = -cp 'activity-local/target/*:activity-local/target/lib/*' dev.activityservice.local.Main
LOCAL = $(LOCAL_JVM) $$([ ! -e $(LOCAL_ARCHIVE) ] || echo -XX:SharedArchiveFile=$(LOCAL_ARCHIVE)) $(LOCAL_MAIN)
LOCAL_RECORD = [ -e $(LOCAL_ARCHIVE) ] || { echo "Recording the loaded classes for fast starts (some seconds) ..."; \
	$(LOCAL_JVM) -XX:ArchiveClassesAtExit=$(LOCAL_ARCHIVE) $(LOCAL_MAIN) --check --in-memory --port 0 --sqs-port 0 --dynamodb-port 0 >/dev/null || true; }

$(LOCAL_BUILT): $(LOCAL_SOURCES)
	@echo "Building (a minute or two the first time) ..."
	@rm -f activity-local/target/*.jsa
	@$(MVN) -B -q package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-local -am
	@touch $@

.PHONY: run demo explain dead-letters redrive

run: $(LOCAL_BUILT) ## Run the whole system on this machine until Ctrl-C
	@$(LOCAL_RECORD)
	@exec $(LOCAL) $(ARGS)

demo: $(LOCAL_BUILT) ## Publish a small shop day to the running system and print its timelines
	@$(LOCAL) demo $(ARGS)

explain: $(LOCAL_BUILT) ## Explain what the service would do with a message body: make explain ARGS=FILE
	@$(LOCAL) explain $(ARGS)

dead-letters: $(LOCAL_BUILT) ## List dead letters with reasons, of the running system or of AWS (ARGS="--queue-url URL")
	@$(LOCAL) dead-letters $(ARGS)

redrive: $(LOCAL_BUILT) ## Send dead letters back, all or selected: make redrive ARGS=--help
	@$(LOCAL) redrive $(ARGS)
