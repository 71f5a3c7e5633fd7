# The benchmarks: each prints a table and writes JSON and Markdown to activity-lab/target/reports. BENCH_ARGS are passed on.
BENCH_ARGS ?=
BENCH_JDK25 ?=
BENCH_SOURCES := $(shell find pom.xml activity-core activity-testkit activity-testbed activity-aws-adapters activity-local activity-lab/pom.xml activity-lab/report activity-lab/benchmarks -name target -prune -o \( -name pom.xml -o -path '*/src/main/*' -type f \) -print)
BENCH_BUILT := activity-lab/benchmarks/target/built
BENCH := java -Dactivity.dynamodb-local.dir=activity-testbed/dynamodb-local-jars/target/dynamodb-local \
	-cp 'activity-lab/benchmarks/target/classes:activity-lab/benchmarks/target/lib/*'

$(BENCH_BUILT): $(BENCH_SOURCES)
	@echo "Building (the first time takes a minute or two) ..."
	@$(MVN) -B -q package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-lab/benchmarks -am
	@touch $@

.PHONY: bench bench-cpu bench-latency bench-cost bench-cold

bench: ## Measure time, allocation, throughput and latency, beside the peers: bench-cpu and bench-latency, some 12 minutes
	@$(MAKE) --no-print-directory bench-cpu BENCH_ARGS=
	@$(MAKE) --no-print-directory bench-latency BENCH_ARGS=

bench-cpu: $(BENCH_BUILT) ## Measure time and allocation of each step from a message's body to its activities, and of a page
	@$(BENCH) dev.activityservice.lab.benchmarks.cpu.CpuBenchmarks $(BENCH_ARGS)

bench-latency: $(BENCH_BUILT) ## Time the warm functions beside their peers, near the database and distant
	@$(BENCH) -XX:+UseSerialGC -Xmx1g dev.activityservice.lab.benchmarks.latency.LatencyBenchmark $(BENCH_ARGS)

bench-cost: $(BENCH_BUILT) ## Count requests, capacity units and bytes of writes and pages, beside the peers
	@$(BENCH) -Xmx3g dev.activityservice.lab.benchmarks.cost.CostCommand $(BENCH_ARGS)

bench-cold: $(BENCH_BUILT) ## Measure starts of the functions on Lambda's runtime client, beside doing nothing (BENCH_JDK25=<home>; BENCH_ARGS=--help)
	@BENCH_JDK25='$(BENCH_JDK25)' $(BENCH) dev.activityservice.lab.benchmarks.cold.ColdStartBenchmark $(BENCH_ARGS)
