##@ Build

.PHONY: npm screenshots

npm: ## Make the npm package of the viewer, in activity-viewer/target
	@$(MVN) -B -q process-resources -pl activity-viewer
	@cd activity-viewer/target && npm pack --silent ./npm

screenshots: ## Write the images of the viewer in docs/images (needs Chromium or Chrome)
	@mkdir -p docs/images
	@BROWSER_REQUIRED=1 $(MVN) -B -q test -P thorough -pl activity-viewer -am -Dtest=ViewerScreenshotsTest -Dsurefire.failIfNoSpecifiedTests=false -Dactivity.screenshots.update=true
	@echo "docs/images is current."
