# The local stack. ARGS are handed on: make run ARGS="--port 0 --in-memory"; each target's: make demo ARGS=--help.
ARGS ?=
LOCAL_SOURCES := $(shell find pom.xml activity-core activity-testbed activity-aws-adapters activity-local -name target -prune -o \( -name pom.xml -o -path '*/src/main/*' -type f \) -print)
LOCAL_BUILT := activity-local/target/built
# Maven's JDK, if it has been told one.
LOCAL := '$(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dactivity.dynamodb-local.dir=activity-testbed/dynamodb-local-jars/target/dynamodb-local \
	-cp 'activity-local/target/classes:activity-local/target/lib/*' dev.activityservice.local.Main

$(LOCAL_BUILT): $(LOCAL_SOURCES)
	@echo "Building (the first time takes a minute or two) ..."
	@$(MVN) -B -q package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-local -am
	@touch $@

.PHONY: run demo explain dead-letters redrive

run: $(LOCAL_BUILT) ## Run the whole system on this machine until Ctrl-C
	@exec $(LOCAL) $(ARGS)

demo: $(LOCAL_BUILT) ## Play a small shop day against the running system, and show its timelines
	@$(LOCAL) demo $(ARGS)

explain: $(LOCAL_BUILT) ## Say what would become of a message body, and why: make explain ARGS=FILE
	@$(LOCAL) explain $(ARGS)

dead-letters: $(LOCAL_BUILT) ## List dead letters with reasons: the running system's, or AWS's with ARGS="--queue-url URL"
	@$(LOCAL) dead-letters $(ARGS)

redrive: $(LOCAL_BUILT) ## Send dead letters back, all or selected: make redrive ARGS=--help
	@$(LOCAL) redrive $(ARGS)
