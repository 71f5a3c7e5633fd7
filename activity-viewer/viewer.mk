##@ Build

.PHONY: npm

npm: ## Make the npm package of the viewer, in activity-viewer/target
	@$(MVN) -B -q process-resources -pl activity-viewer
	@cd activity-viewer/target && npm pack --silent ./npm
