# The targets of the infrastructure; docs/deploy.md explains them. cdk-synth, sam-validate and tf-validate need no account.
#
# Settings are lines of the file SETTINGS, environment variables, and variables on the command line, which make exports. The packaging tool
# reads and validates them. It writes the package and one file for each deploying tool. Recipes pass only these files.
INFRA := activity-infra-cdk
# The version of a deployment, unless VERSION is set.
COMMIT := $(shell git rev-parse --short HEAD 2>/dev/null)
# Tags of spans and logs in Datadog. The tool removes the scheme and ".git", and ignores a local path. Credentials are removed here, because
# the recipes get these variables. A value on the command line or in the environment takes precedence.
GIT_COMMIT := $(or $(GIT_COMMIT),$(shell git rev-parse HEAD 2>/dev/null))
GIT_REPOSITORY := $(or $(GIT_REPOSITORY),$(shell git remote get-url origin 2>/dev/null | sed 's#//[^/]*@#//#'))
export GIT_COMMIT GIT_REPOSITORY
# A text for the shell, which does not interpret any of its characters.
quoted = '$(subst ','\'',$(1))'
# A setting that a recipe needs without the packaging tool: $(call setting,<key>). Spaces and a byte order mark may precede the key.
hash := \#
setting = $(or $($(1)),$(if $(SETTINGS),$(shell LC_ALL=C sed -n 's/^[^A-Za-z_$(hash)]*$(1)[[:space:]]*=[[:space:]]*//p' $(call quoted,$(SETTINGS)) 2>/dev/null | tr -d '\r')))
REGION = $(call setting,AWS_REGION)
DD_SECRET_NAME ?= /$(or $(call setting,ENV),dev)/$(or $(call setting,SERVICE_NAME),ActivityService)/datadog-api-key
CDK := npx --yes aws-cdk@2.1148.1
CDK_OUT := $(INFRA)/target/cdk.out
DEPLOYMENT := $(abspath $(INFRA)/target/deployment)
# Terraform finds its provider in the first of these places: TF_PLUGIN_DIR, the local mirrors that Terraform searches by default, a folder
# of the same layout under /opt, the registry.
TF_PROVIDER := registry.terraform.io/hashicorp/aws
TF_MIRRORS := $(wildcard $(addsuffix /$(TF_PROVIDER),$(HOME)/.terraform.d/plugins $(HOME)/.local/share/terraform/plugins \
	/usr/local/share/terraform/plugins /usr/share/terraform/plugins))
TF_PLUGIN_DIR ?= $(if $(TF_MIRRORS),,$(patsubst %/$(TF_PROVIDER),%,$(firstword $(wildcard /opt/*/$(TF_PROVIDER)))))
TF := terraform -chdir=$(INFRA)/terraform
TF_INIT_S3 = $(TF) init -reconfigure -backend-config=$(DEPLOYMENT)/state.s3.tfbackend
TF_VARIABLES = -var-file=$(DEPLOYMENT)/settings.tfvars.json
# Variables of make that are not settings. All others on the command line must be settings.
NO_SETTINGS := MVN ARGS SETTINGS REGION INFRA CDK CDK_OUT DEPLOYMENT COMMIT GIT_COMMIT GIT_REPOSITORY TF TF_PLUGIN_DIR DD_SECRET_NAME DD_API_KEY PREFLIGHT ALLOW_REPLACEMENT \
	API_ENDPOINT EVENT_BUS_NAME SMOKE_TOKEN SMOKE_TENANT SMOKE_PUBLISH SMOKE_TIMEOUT
GIVEN = $(filter-out $(NO_SETTINGS),$(foreach name,$(.VARIABLES),$(if $(filter command,$(origin $(name))),$(name))))
PACKAGER := java -jar $(INFRA)/target/bundle/activity-package.jar
# Reads the settings and writes the files of a deployment: $(call prepare,<cdk, sam, terraform or terraform-local>). With a tool, it
# prints what the tool will deploy, and where.
prepare = @rm -rf $(DEPLOYMENT) && $(PACKAGER) --template $(INFRA)/sam/template.yaml --output $(DEPLOYMENT) --given '$(GIVEN)' \
  $(if $(SETTINGS),--settings $(call quoted,$(SETTINGS))) $(if $(COMMIT),--commit $(COMMIT)) $(if $(value DD_API_KEY),--datadog-key set) \
  $(if $(1),--for $(1) --account "$$(aws sts get-caller-identity --query Account --output text 2>/dev/null || true)")
# Checks the account: $(call preflight,<cdk, sam or terraform>). PREFLIGHT=off skips it.
preflight = $(if $(filter off,$(PREFLIGHT)),,@$(INFRA)/deployment/preflight --flavour $(1) $$(cat $(DEPLOYMENT)/preflight.options))
# Each deploying target first makes a plan or a change set. It stops if a table, a bus, an archive or a queue would be deleted or replaced, unless
# ALLOW_REPLACEMENT=1.
PLAN := $(DEPLOYMENT)/plan
check-plan = @$(PACKAGER) --check-plan $(PLAN).json
# Checks a change set: $(call check-change-set,<option of deployment/change-set that names it>).
define check-change-set
@$(INFRA)/deployment/change-set $$(cat $(DEPLOYMENT)/stack.options) $(1) > $(PLAN).json
$(check-plan)
endef
# Applies exactly the plan that was checked.
define apply-plan
@$(TF) plan -out=$(PLAN) $(TF_VARIABLES)
@$(TF) show -json $(PLAN) > $(PLAN).json
$(check-plan)
@$(TF) apply $(PLAN)
@rm -f $(PLAN) $(PLAN).json
endef
# Only "dd-secret" has the Datadog API key in its environment. It writes the key to Secrets Manager.
unexport DD_API_KEY
dd-secret: export DD_API_KEY := $(value DD_API_KEY)
# The runtime of the CDK prints a banner if Node is older than its supported versions. The first variable is a list of Node versions.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20,21,22,23,24,25
export JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION := true

.PHONY: bundle package settings functions cdk-synth cdk-deploy cdk-destroy sam sam-validate sam-destroy tf-apply tf-apply-local tf-destroy tf-validate
.PHONY: dd-secret api-logs-role preflight need-region need-bucket need-sam need-terraform

# These checks come before the build.
need-region:
	@[ -z $(call quoted,$(SETTINGS)) ] || [ -f $(call quoted,$(SETTINGS)) ] || { echo "Cannot find file: "$(call quoted,$(SETTINGS)) >&2; exit 1; }
	@[ -n $(call quoted,$(REGION)) ] || { echo "AWS_REGION must be set to the region of the deployment, for example AWS_REGION=eu-west-1." >&2; exit 1; }

need-bucket:
	@[ -n $(call quoted,$(call setting,TF_STATE_BUCKET_NAME)) ] || { echo "TF_STATE_BUCKET_NAME must be set to the S3 bucket of Terraform's state. Without a bucket, use tf-apply-local." >&2; exit 1; }

need-sam:
	@command -v sam >/dev/null || { echo "The SAM CLI must be installed: https://docs.aws.amazon.com/serverless-application-model/" >&2; exit 1; }

need-terraform:
	@command -v terraform >/dev/null || { echo "Terraform must be installed: https://developer.hashicorp.com/terraform/install" >&2; exit 1; }

package:
	@$(MVN) -B -q package -DskipTests -pl activity-aws-adapters,$(INFRA) -am

##@ Deployment to AWS

bundle: ## Build the deployment zip: functions, SAM template, Terraform module and packaging tool, to use without a checkout
	@$(MVN) -B -q package -DskipTests -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-aws-adapters,$(INFRA) -am
	@echo "The deployment zip is $$(ls $(INFRA)/target/activity-infra-cdk-*-deployment.zip). Its README.md explains how to deploy from it."

settings: package ## Print all settings with their defaults and meanings, as a file to start from
	@$(PACKAGER) --list

functions: package ## Build the functions' package and the files of SAM and Terraform for the settings (SETTINGS=<file>)
	$(call prepare)

# The app reads the settings itself.
CDK_APP = java -cp $(INFRA)/target/classes:$$(cat $(INFRA)/target/classpath) dev.activityservice.infra.ActivityApp
CDK_ENVIRONMENT = FUNCTIONS_JAR="$$(ls activity-aws-adapters/target/activity-aws-adapters-*-lambda.jar)" COMMIT=$(COMMIT) SETTINGS=$(call quoted,$(SETTINGS))
SYNTHESISE = rm -rf $(CDK_OUT) && $(CDK_ENVIRONMENT) CDK_OUTDIR=$(CDK_OUT) $(CDK_APP)

cdk-synth: package ## Synthesise the template of the CDK app in activity-infra-cdk/target/cdk.out; needs no account
	$(call prepare) >/dev/null
	@$(SYNTHESISE)
	@ls $(CDK_OUT)/*.template.json

cdk-deploy: need-region package ## Deploy with the CDK
	$(call prepare,cdk)
	$(call preflight,cdk)
	@$(SYNTHESISE)
	@$(CDK) deploy --app $(CDK_OUT) --require-approval never --method prepare-change-set --change-set-name activity-check
	$(call check-change-set,--name activity-check)
	@$(CDK) deploy --app $(CDK_OUT) --require-approval never

cdk-destroy: need-region package ## Remove the deployment of cdk-deploy; a protected table remains
	$(call prepare,cdk)
	@$(SYNTHESISE)
	@$(CDK) destroy --app $(CDK_OUT) --force

SAM_DEPLOY = sam deploy --template-file $(DEPLOYMENT)/template.yaml --config-file $(DEPLOYMENT)/samconfig.toml

sam: need-region need-sam package ## Deploy with SAM
	$(call prepare,sam)
	$(call preflight,sam)
	@$(SAM_DEPLOY) --no-execute-changeset --no-fail-on-empty-changeset > $(PLAN).log || { cat $(PLAN).log; exit 1; }
	$(call check-change-set,--sam-log $(PLAN).log)
	@$(SAM_DEPLOY)

sam-validate: ## Check the SAM template offline: expand it, then validate it as CloudFormation; needs no account
	@$(MVN) -B -q test -pl $(INFRA) -am -Dtest='SamTemplateTest' -Dsurefire.failIfNoSpecifiedTests=false
	@echo "The SAM template is valid."

sam-destroy: need-region need-sam package ## Remove the deployment of sam; a protected table remains
	$(call prepare,sam)
	@sam delete --config-file $(DEPLOYMENT)/samconfig.toml

tf-apply: need-region need-bucket need-terraform package ## Deploy with Terraform; the state is in S3 (TF_STATE_BUCKET_NAME)
	$(call prepare,terraform)
	$(call preflight,terraform)
	@rm -f $(INFRA)/terraform/local_override.tf
	@$(TF_INIT_S3)
	$(apply-plan)

tf-apply-local: need-region need-terraform package ## Deploy with Terraform; the state is in a local file
	$(call prepare,terraform-local)
	$(call preflight,terraform)
	@printf 'terraform {\n  backend "local" {}\n}\n' > $(INFRA)/terraform/local_override.tf
	@$(TF) init -reconfigure
	$(apply-plan)

tf-destroy: need-region need-terraform package ## Remove the last deployment of tf-apply or tf-apply-local; fails at a protected table
	$(call prepare,$(if $(wildcard $(INFRA)/terraform/local_override.tf),terraform-local,terraform))
	@if [ -f $(INFRA)/terraform/local_override.tf ]; then $(TF) init -reconfigure; else $(TF_INIT_S3); fi
	@$(TF) destroy -auto-approve $(TF_VARIABLES)

tf-validate: need-terraform ## Check format and validity of the Terraform module (offline: TF_PLUGIN_DIR=<folder>); needs no account
	@$(TF) fmt -check -recursive
	@$(TF)/module init -backend=false -input=false $(if $(TF_PLUGIN_DIR),-plugin-dir=$(TF_PLUGIN_DIR)) >/dev/null
	@$(TF)/module validate

dd-secret: need-region ## Write DD_API_KEY from the environment to Secrets Manager; prints the ARN for DD_API_KEY_SECRET_ARN
	@[ -n "$${DD_API_KEY:-}" ] || { echo "DD_API_KEY must be set: export it, do not write it on the command line." >&2; exit 1; }
	@printf %s "$$DD_API_KEY" | aws secretsmanager create-secret --region $(call quoted,$(REGION)) --name $(call quoted,$(DD_SECRET_NAME)) \
	  --secret-string file:///dev/stdin --query ARN --output text

api-logs-role: need-region ## Give API Gateway a role to write access logs with; once per account and region, never replaces one
	@$(INFRA)/deployment/api-logs-role --region $(call quoted,$(REGION))

preflight: need-region package ## Check the account: role for access logs, concurrency, bootstrap of the CDK, shared bus; changes nothing
	$(call prepare,cdk)
	$(call preflight,cdk)
