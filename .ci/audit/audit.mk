# What the published modules bring along, and what is known against it.
DB ?=
AUDITED := activity-core activity-testkit activity-aws-adapters
SBOMS := $(AUDITED:%=%/target/bom.json)

.PHONY: sbom vulnerabilities

sbom: ## Write a CycloneDX bill of materials of each published module to its target/bom.json
	@$(MVN) -B -q -P sbom package -Dmaven.test.skip -Dmaven.javadoc.skip -Dmaven.source.skip \
		-pl activity-core,activity-testkit,activity-aws-adapters,.ci/audit -am
	@ls -l $(SBOMS)

vulnerabilities: sbom ## Compare the bills of materials with a database of advisories: make vulnerabilities DB=FOLDER-OR-ZIP
	@java -cp '.ci/audit/target/classes:.ci/audit/target/lib/*' dev.activityservice.audit.Main \
		$(if $(DB),--database '$(DB)') --allowed .ci/audit/allowed.txt $(SBOMS)
