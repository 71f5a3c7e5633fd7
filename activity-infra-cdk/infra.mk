# The targets of the infrastructure; docs/deploy.md explains them. cdk-synth, sam-validate and tf-validate need no account.
INFRA := activity-infra-cdk
ENV ?= dev
VERSION ?= $(shell git rev-parse --short HEAD 2>/dev/null || echo latest)
CATALOG ?= activity-core/src/main/resources/dev/activityservice/catalog/reference-catalog.json
DD_SITE ?=
DD_API_KEY_SECRET_ARN ?=
DD_SECRET_NAME ?= /$(ENV)/ActivityService/datadog-api-key
CDK := npx --yes aws-cdk@2.1148.1
CDK_OUT := $(INFRA)/target/cdk.out
DEPLOYMENT := $(abspath $(INFRA)/target/deployment)
# Terraform finds its provider in the first of these places: TF_PLUGIN_DIR, the local mirrors that Terraform searches by default, a folder
# of the same layout under /opt, the registry.
TF_PROVIDER := registry.terraform.io/hashicorp/aws
TF_MIRRORS := $(wildcard $(addsuffix /$(TF_PROVIDER),$(HOME)/.terraform.d/plugins $(HOME)/.local/share/terraform/plugins \
	/usr/local/share/terraform/plugins /usr/share/terraform/plugins))
TF_PLUGIN_DIR ?= $(if $(TF_MIRRORS),,$(patsubst %/$(TF_PROVIDER),%,$(firstword $(wildcard /opt/*/$(TF_PROVIDER)))))
STATE_KEY := activity-service/$(ENV)/terraform.tfstate
TF := terraform -chdir=$(INFRA)/terraform
TF_INIT_S3 = $(TF) init -reconfigure -backend-config="key=$(STATE_KEY)" -backend-config="bucket=$(TF_STATE_BUCKET_NAME)" -backend-config="region=$(AWS_REGION)"
export ENV VERSION DD_SITE DD_API_KEY_SECRET_ARN
# Only "dd-secret" has the Datadog API key in its environment. It writes the key to Secrets Manager.
unexport DD_API_KEY
dd-secret: export DD_API_KEY := $(value DD_API_KEY)
# The runtime of the CDK prints a banner if Node is older than its supported versions. The first variable is a list of Node versions.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20,21,22,23,24,25
export JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION := true

.PHONY: bundle functions cdk-synth cdk-deploy cdk-destroy sam sam-validate sam-destroy tf-apply tf-apply-local tf-destroy tf-validate
.PHONY: dd-secret api-logs-role need-region need-bucket need-datadog need-sam need-terraform

need-region:
	@[ -n "$${AWS_REGION:-}" ] || { echo "AWS_REGION must be set to the region of the deployment, for example AWS_REGION=eu-west-1." >&2; exit 1; }

need-bucket:
	@[ -n "$${TF_STATE_BUCKET_NAME:-}" ] || { echo "TF_STATE_BUCKET_NAME must be set to the S3 bucket of Terraform's state. Without a bucket, use tf-apply-local." >&2; exit 1; }

need-datadog:
	@[ -z "$(DD_API_KEY_SECRET_ARN)" ] || [ -n "$(DD_SITE)" ] || { echo "DD_SITE must be set if DD_API_KEY_SECRET_ARN is set, for example DD_SITE=datadoghq.eu." >&2; exit 1; }

need-sam:
	@command -v sam >/dev/null || { echo "The SAM CLI must be installed: https://docs.aws.amazon.com/serverless-application-model/" >&2; exit 1; }

need-terraform:
	@command -v terraform >/dev/null || { echo "Terraform must be installed: https://developer.hashicorp.com/terraform/install" >&2; exit 1; }

##@ Deployment to AWS

bundle: ## Build the deployment zip: functions, SAM template, Terraform module and packaging tool, to use without a checkout
	@$(MVN) -B -q package -DskipTests -Dmaven.javadoc.skip -Dmaven.source.skip -pl activity-aws-adapters,$(INFRA) -am
	@echo "The deployment zip is $$(ls $(INFRA)/target/activity-infra-cdk-*-deployment.zip). Its README.md explains how to deploy from it."

functions: ## Build the functions' package with the catalog (CATALOG=<file>) for SAM and Terraform
	@$(MVN) -B -q package -DskipTests -pl activity-aws-adapters,$(INFRA) -am
	@rm -rf $(DEPLOYMENT) && mkdir -p $(DEPLOYMENT)
	@java -jar $(INFRA)/target/bundle/activity-package.jar --template $(INFRA)/sam/template.yaml --catalog $(CATALOG) --output $(DEPLOYMENT) >/dev/null
	@echo "The functions' package and the SAM template for this catalog are in $(DEPLOYMENT)."

# The app reads its settings from environment variables.
CDK_APP = java -cp $(INFRA)/target/classes:$$(cat $(INFRA)/target/classpath) dev.activityservice.infra.ActivityApp
CDK_ENVIRONMENT = FUNCTIONS_JAR="$$(ls activity-aws-adapters/target/activity-aws-adapters-*-lambda.jar)" CATALOG=$(CATALOG)

cdk-synth: functions need-datadog ## Synthesise the template of the CDK app in activity-infra-cdk/target/cdk.out; needs no account
	@$(CDK_ENVIRONMENT) CDK_OUTDIR=$(CDK_OUT) $(CDK_APP)
	@echo "The template is $(CDK_OUT)/ActivityService-$(ENV).template.json."

cdk-deploy: need-region cdk-synth ## Deploy with the CDK (ENV, AWS_REGION, CATALOG, DD_SITE, DD_API_KEY_SECRET_ARN)
	@$(CDK) deploy --app $(CDK_OUT) --require-approval never

cdk-destroy: need-region cdk-synth ## Remove the deployment of cdk-deploy; a production table remains
	@$(CDK) destroy --app $(CDK_OUT) --force

sam: need-region need-datadog need-sam functions ## Deploy with SAM
	@sam deploy --template-file $(DEPLOYMENT)/template.yaml --stack-name ActivityService-$(ENV) --region $(AWS_REGION) \
	  --resolve-s3 --no-confirm-changeset --no-fail-on-empty-changeset \
	  --capabilities CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND \
	  --tags Service=ActivityService Environment=$(ENV) \
	  --parameter-overrides Env=$(ENV) Version=$(VERSION) DatadogSecretArn='$(DD_API_KEY_SECRET_ARN)' DatadogSite='$(DD_SITE)'

sam-validate: ## Check the SAM template offline: expand it, then validate it as CloudFormation; needs no account
	@$(MVN) -B -q test -pl $(INFRA) -am -Dtest='SamTemplateTest' -Dsurefire.failIfNoSpecifiedTests=false
	@echo "The SAM template is valid."

sam-destroy: need-region need-sam ## Remove the deployment of sam; a production table remains
	@sam delete --stack-name ActivityService-$(ENV) --region $(AWS_REGION) --no-prompts

TF_VARIABLES = -var region=$(AWS_REGION) -var env=$(ENV) -var app_version=$(VERSION) -var catalog=$(abspath $(CATALOG)) \
  -var package_folder=$(DEPLOYMENT) -var dd_api_key_secret_arn=$(DD_API_KEY_SECRET_ARN) -var dd_site=$(DD_SITE)

tf-apply: need-region need-bucket need-datadog need-terraform functions ## Deploy with Terraform; the state is in S3 (TF_STATE_BUCKET_NAME)
	@rm -f $(INFRA)/terraform/local_override.tf
	@$(TF_INIT_S3)
	@$(TF) apply -auto-approve $(TF_VARIABLES)

tf-apply-local: need-region need-datadog need-terraform functions ## Deploy with Terraform; the state is in a local file
	@printf 'terraform {\n  backend "local" {}\n}\n' > $(INFRA)/terraform/local_override.tf
	@$(TF) init -reconfigure
	@$(TF) apply -auto-approve $(TF_VARIABLES)

tf-destroy: need-region need-terraform functions ## Remove the last deployment of tf-apply or tf-apply-local; fails at a production table
	@[ -f $(INFRA)/terraform/local_override.tf ] || $(MAKE) --no-print-directory need-bucket
	@if [ -f $(INFRA)/terraform/local_override.tf ]; then $(TF) init -reconfigure; else $(TF_INIT_S3); fi
	@$(TF) destroy -auto-approve $(TF_VARIABLES)

tf-validate: need-terraform ## Check format and validity of the Terraform module (offline: TF_PLUGIN_DIR=<folder>); needs no account
	@$(TF) fmt -check -recursive
	@$(TF)/module init -backend=false -input=false $(if $(TF_PLUGIN_DIR),-plugin-dir=$(TF_PLUGIN_DIR)) >/dev/null
	@$(TF)/module validate

dd-secret: need-region ## Write DD_API_KEY from the environment to Secrets Manager; prints the ARN for DD_API_KEY_SECRET_ARN
	@[ -n "$${DD_API_KEY:-}" ] || { echo "DD_API_KEY must be set: export it, do not write it on the command line." >&2; exit 1; }
	@printf %s "$$DD_API_KEY" | aws secretsmanager create-secret --region $(AWS_REGION) --name $(DD_SECRET_NAME) \
	  --secret-string file:///dev/stdin --query ARN --output text

# All APIs of an account and region use one role to write access logs.
api-logs-role: need-region ## Allow API Gateway to write access logs; once per account and region
	@aws iam create-role --role-name ApiGatewayLogs --assume-role-policy-document \
	  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}' >/dev/null
	@aws iam attach-role-policy --role-name ApiGatewayLogs \
	  --policy-arn arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs
	@aws apigateway update-account --region $(AWS_REGION) --patch-operations \
	  "op=replace,path=/cloudwatchRoleArn,value=$$(aws iam get-role --role-name ApiGatewayLogs --query Role.Arn --output text)" >/dev/null
