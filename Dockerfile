# syntax=docker/dockerfile:1
# The backend as one Lambda container image: the API, the captures, the index and the sweep by CMD. Three targets from
# one builder:
#   docker build --target aws      Lambda's own Node.js base: its runtime client and its emulator
#   docker build --target os-only  Lambda's OS-only base, with Node and a bootstrap of ours
#   docker build --target debian   Debian slim, with aws-lambda-ric (the last target, so the default)
# x86_64: npm carries Chromium for it. arm64: --target debian --platform linux/arm64 --build-arg SYSTEM_CHROMIUM=chromium

# Node 24 is the newest long-term line that Lambda's runtime and its client support; bookworm's glibc is what the Debian
# target runs on, and what is compiled here asks for nothing newer than Amazon Linux 2023 has.
ARG NODE_IMAGE=node:24-bookworm-slim
# The same Debian without Node's package manager and headers: 75 MB.
ARG DEBIAN_BASE=debian:bookworm-slim
# Amazon Linux 2023 with Lambda's Node 24, maintained by AWS.
ARG AWS_BASE=public.ecr.aws/lambda/nodejs:24
# The same without a language: 40 MB for those who want Node's version in their own hands.
ARG OS_ONLY_BASE=public.ecr.aws/lambda/provided:al2023
# An image with layers under /opt, for instance of a monitoring vendor: they are copied in as Lambda would mount them.
ARG LAYERS=scratch

FROM ${NODE_IMAGE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cmake g++ make python3 tini xz-utils \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /var/task
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY lambda/package.json lambda/
COPY extension/package.json extension/
COPY test/package.json test/
RUN npm ci --no-audit --no-fund --workspace lambda --workspace shared --include-workspace-root
# The one package that needs its install script: it compiles Lambda's runtime client. Node's headers come with the image.
RUN npm_config_nodedir=/usr/local MAKEFLAGS=-j2 npm rebuild aws-lambda-ric --ignore-scripts=false --foreground-scripts \
 && test -f node_modules/aws-lambda-ric/rapid-client.node
# Chromium and the fonts are unpacked here, so that no cold start pays for it; they unpack as 0700, and Lambda's user is
# another. The search engine's native file is brought where the lock file has none for the architecture.
COPY lambda/setup lambda/setup
RUN node lambda/setup/engine.mjs && node lambda/setup/unpack-chromium.ts && chmod -R a+rX node_modules/.cache
COPY shared shared
COPY lambda lambda
# What the image holds, each part where it goes: handlers as bundles, packages that no bundle can hold, the sources that
# are sent into pages.
RUN mkdir -p /image/packages /image/opt/extensions \
 && node lambda/setup/bundle-handlers.ts \
 && node lambda/setup/image-packages.ts /image/packages \
 && mkdir -p /image/packages/node_modules/@stillpage/shared /image/packages/node_modules/aws-lambda-ric \
 && cp -r shared/package.json shared/freezer /image/packages/node_modules/@stillpage/shared/ \
 && cp node_modules/aws-lambda-ric/package.json node_modules/aws-lambda-ric/index.mjs \
       node_modules/aws-lambda-ric/rapid-client.node node_modules/aws-lambda-ric/LICENSE \
       /image/packages/node_modules/aws-lambda-ric/ \
 && cp lambda/setup/image/telemetry /image/opt/extensions/stillpage-telemetry \
 && cp /usr/bin/tini-static /image/tini \
 && chmod -R a+rX /image dist && chmod 755 lambda/setup/image/* /image/opt/extensions/*

FROM ${LAYERS} AS layers
# Our own extension joins them.
COPY --from=build /image/opt /opt

FROM ${AWS_BASE} AS aws
# Largest and most stable first: an update of the handlers alone uploads and loads a few megabytes.
COPY --from=build /var/task/node_modules/.cache /var/task/node_modules/.cache
COPY --from=build /image/packages /var/task
COPY --from=layers /opt /opt
COPY --from=build /var/task/lambda/setup/image/wrapper /var/runtime/stillpage-wrapper
COPY --from=build /var/task/dist/lambda /var/task/dist/lambda
# Lambda's runtime starts itself under this.
ENV AWS_LAMBDA_EXEC_WRAPPER=/var/runtime/stillpage-wrapper
LABEL com.amazonaws.lambda.feature.snapstart="Allow"
CMD ["dist/lambda/function-url.handler"]

FROM ${OS_ONLY_BASE} AS os-only
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /var/task/node_modules/.cache /var/task/node_modules/.cache
COPY --from=build /image/packages /var/task
COPY --from=layers /opt /opt
COPY --from=build /var/task/lambda/setup/image/wrapper /var/runtime/stillpage-wrapper
COPY --from=build /var/task/lambda/setup/image/entry /var/runtime/stillpage-entry
COPY --from=build /var/task/lambda/setup/image/bootstrap /var/runtime/bootstrap
COPY --from=build /var/task/dist/lambda /var/task/dist/lambda
LABEL com.amazonaws.lambda.feature.snapstart="Allow"
CMD ["dist/lambda/function-url.handler"]

FROM ${DEBIAN_BASE} AS debian
# Empty, or the name of Debian's package: the only Chromium for arm64, and one that apt keeps up to date.
ARG SYSTEM_CHROMIUM=
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libexpat1 libnss3 libstdc++6 ${SYSTEM_CHROMIUM} \
 && apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/debconf/*-old
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /image/tini /usr/local/bin/tini
COPY --from=build /var/task/node_modules/.cache /var/task/node_modules/.cache
COPY --from=build /image/packages /var/task
COPY --from=layers /opt /opt
COPY --from=build /var/task/lambda/setup/image/wrapper /var/runtime/stillpage-wrapper
COPY --from=build /var/task/lambda/setup/image/entry /var/runtime/stillpage-entry
COPY --from=build /var/task/dist/lambda /var/task/dist/lambda
WORKDIR /var/task
# Off the AWS bases nothing sets the task root. STILLPAGE_CHROMIUM is empty unless Debian's own is installed.
ENV LAMBDA_TASK_ROOT=/var/task STILLPAGE_CHROMIUM=${SYSTEM_CHROMIUM:+/usr/bin/$SYSTEM_CHROMIUM}
LABEL com.amazonaws.lambda.feature.snapstart="Allow"
# A reaper, because Chromium's helpers outlive it and nobody else waits for them here.
ENTRYPOINT ["/usr/local/bin/tini", "-s", "--", "/var/runtime/stillpage-entry"]
CMD ["dist/lambda/function-url.handler"]
