.PHONY: openapi

##@ Build

openapi: ## Write docs/openapi.json, the description of the HTTP API, from the code
	@$(MVN) -B -q test -pl activity-http -am -Dtest=OpenApiDocumentTest#the_document_is_current -Dsurefire.failIfNoSpecifiedTests=false -Dactivity.openapi.update=true
	@echo "docs/openapi.json is current."
