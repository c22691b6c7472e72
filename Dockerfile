# syntax=docker/dockerfile:1
# The backend as a Lambda container image on a Debian base. A first version: one target, and one function, the API;
# saves wait in the bucket until the capture function is there.
# x86_64 only: npm carries @sparticuz/chromium for no other architecture.

# Debian's own slim image with Node 24, the newest long-term line that Lambda's runtime client supports.
ARG NODE_IMAGE=node:24-bookworm-slim
# Any Debian 12 base; the runtime client is compiled against the same libc.
ARG BASE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends cmake g++ make python3 xz-utils \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /function
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY lambda/package.json lambda/
COPY extension/package.json extension/
COPY test/package.json test/
RUN npm ci --omit=dev --workspace lambda --include-workspace-root=false
# The one package that needs its install script: it compiles Lambda's runtime client. Node's headers come with the image.
RUN npm_config_nodedir=/usr/local npm rebuild aws-lambda-ric --ignore-scripts=false --foreground-scripts \
 && test -f node_modules/aws-lambda-ric/build/Release/rapid-client.node
COPY shared shared
COPY lambda lambda
COPY LICENSE ./
# Unpacked here, so that no cold start pays for it; it unpacks as 0700, and Lambda's user is another.
RUN node lambda/setup/unpack-chromium.ts \
 && chmod -R a+rX /function \
 && rm -rf node_modules/@sparticuz/chromium/bin/*.br

FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates fonts-noto-cjk fonts-noto-color-emoji fonts-noto-core libexpat1 libnss3 libstdc++6 tini \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /function /function
WORKDIR /function
# Off the AWS bases nothing sets the task root; only /tmp can be written.
ENV LAMBDA_TASK_ROOT=/function HOME=/tmp
# A reaper, because Chromium's helpers outlive it; no core files, because /tmp is small.
ENTRYPOINT ["/usr/bin/tini", "-s", "--", "/bin/sh", "-c", "ulimit -c 0; exec /usr/local/bin/node /function/node_modules/aws-lambda-ric/index.mjs \"$@\"", "--"]
CMD ["lambda/entries/function-url.handler"]
