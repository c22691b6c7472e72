#!/usr/bin/env bash
# npm run deploy [-- --stack NAME] [--region REGION] [--target debian|aws|os-only] [PARAMETER=VALUE ...]
# Makes or updates the stack in your own account: repository and bucket first, then the image, then the functions.
# Needs the AWS command line, signed in, and Docker or Podman. The same command again updates to the tree as it is.
set -euo pipefail
cd "$(dirname "$0")/../.."

stack=stillpage
region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}
target=debian
parameters=()
while [ $# -gt 0 ]; do
  case $1 in
    --stack) stack=$2; shift 2 ;;
    --region) region=$2; shift 2 ;;
    --target) target=$2; shift 2 ;;
    *=*) parameters+=("$1"); shift ;;
    *) echo "deploy: what is $1? Parameters of the template are NAME=VALUE." >&2; exit 64 ;;
  esac
done
[ -n "$region" ] || { echo 'deploy: name a region: --region eu-central-1' >&2; exit 64; }
builder=$(command -v docker || command -v podman) || { echo 'deploy: install Docker or Podman' >&2; exit 69; }
export AWS_REGION=$region AWS_DEFAULT_REGION=$region

value() {
  aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].$1" --output text 2>/dev/null || true
}
deploy() {
  aws cloudformation deploy --stack-name "$stack" --template-file template.yaml --no-fail-on-empty-changeset \
    --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND "$@"
}
parameter() { # the value of a parameter: named now, else as deployed, else the template's default
  for pair in ${parameters[@]+"${parameters[@]}"}; do
    case $pair in "$1="*) echo "${pair#*=}"; return ;; esac
  done
  local deployed
  deployed=$(value "Parameters[?ParameterKey=='$1'].ParameterValue | [0]")
  case $deployed in '' | None) echo "$2" ;; *) echo "$deployed" ;; esac
}

case $(value StackStatus) in
  '' | None) deploy ${parameters[@]+--parameter-overrides "${parameters[@]}"} ;;
esac

# The token is made here, once: no template and no history of the stack ever holds it.
name=$(parameter TokenParameter /stillpage/token)
if ! aws ssm get-parameter --name "$name" >/dev/null 2>&1; then
  token=sp_$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')
  file=$(mktemp)
  trap 'rm -f "$file"' EXIT
  # By a file, so that no list of processes shows it.
  printf '{"Name":"%s","Type":"SecureString","Value":"%s"}' "$name" "$token" > "$file"
  aws ssm put-parameter --cli-input-json "file://$file" >/dev/null
  unset token
fi

repository=$(value "Outputs[?OutputKey=='RepositoryUri'].OutputValue | [0]")
platform=linux/amd64
extra=()
if [ "$(parameter Architecture x86_64)" = arm64 ]; then
  platform=linux/arm64
  extra=(--build-arg SYSTEM_CHROMIUM=chromium)
  target=debian
fi
tag=$(git rev-parse --short HEAD 2>/dev/null || echo local)-$(date -u +%Y%m%d%H%M%S)
aws ecr get-login-password | "$builder" login --username AWS --password-stdin "${repository%%/*}"
# Lambda takes an image of one platform, without the list of attestations that newer builders add.
provenance=()
case $builder in *docker) provenance=(--provenance=false) ;; esac
"$builder" build --platform "$platform" --target "$target" ${extra[@]+"${extra[@]}"} ${provenance[@]+"${provenance[@]}"} \
  --tag "$repository:$tag" .
"$builder" push "$repository:$tag"
digest=$(aws ecr describe-images --repository-name "${repository#*/}" --image-ids "imageTag=$tag" \
  --query 'imageDetails[0].imageDigest' --output text)

deploy --parameter-overrides "ImageUri=$repository@$digest" ${parameters[@]+"${parameters[@]}"}
echo "Address: $(value "Outputs[?OutputKey=='Url'].OutputValue | [0]")"
echo "Token:   aws ssm get-parameter --region $region --name $name --with-decryption --query Parameter.Value --output text"
