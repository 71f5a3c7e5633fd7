##@ Benchmarks
# The benchmarks. Each prints a report and writes it to activity-lab/target/reports. BENCH_ARGS contains options; --help lists them.
BENCH_ARGS ?=
BENCH_JDK25 ?=
BENCH_SOURCES := $(shell find pom.xml activity-core activity-http activity-testkit activity-testbed activity-viewer activity-aws-adapters activity-local activity-lab/pom.xml activity-lab/report activity-lab/benchmarks -name target -prune -o \( -name pom.xml -o -path '*/src/main/*' -type f \) -print)
BENCH_BUILT := activity-lab/benchmarks/target/built
BENCH := java -Dactivity.dynamodb-local.dir=activity-testbed/dynamodb-local-jars/target/dynamodb-local \
	-cp 'activity-lab/benchmarks/target/classes:activity-lab/benchmarks/target/lib/*'

$(BENCH_BUILT): $(BENCH_SOURCES)
	@echo "Building (the first time takes a minute or two) ..."
	@$(MVN) -B -q package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-lab/benchmarks -am
	@touch $@

.PHONY: bench bench-cpu bench-latency bench-cost bench-cold

bench: ## Run bench-cpu and bench-latency (about 12 minutes)
	@$(MAKE) --no-print-directory bench-cpu BENCH_ARGS=
	@$(MAKE) --no-print-directory bench-latency BENCH_ARGS=

bench-cpu: $(BENCH_BUILT) ## Measure time and allocation of reading, mapping and recording an event, and of a page
	@$(BENCH) dev.activityservice.lab.benchmarks.cpu.CpuBenchmarks $(BENCH_ARGS)

bench-latency: $(BENCH_BUILT) ## Time the warm functions and their peers, near the database and far from it
	@$(BENCH) -XX:+UseSerialGC -Xmx1g dev.activityservice.lab.benchmarks.latency.LatencyBenchmark $(BENCH_ARGS)

bench-cost: $(BENCH_BUILT) ## Count requests, capacity units and bytes of the service and of its peers
	@$(BENCH) -Xmx3g dev.activityservice.lab.benchmarks.cost.CostCommand $(BENCH_ARGS)

bench-cold: $(BENCH_BUILT) ## Measure cold starts of the functions and of baselines (BENCH_JDK25=<home of a JDK 25>)
	@BENCH_JDK25='$(BENCH_JDK25)' $(BENCH) dev.activityservice.lab.benchmarks.cold.ColdStartBenchmark $(BENCH_ARGS)
