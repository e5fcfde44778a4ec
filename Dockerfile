# Builds the program, then keeps only what runs it.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY src ./src
RUN npm run build

FROM node:22-bookworm-slim
# Decoders of archives that Node has no library for.
RUN apt-get update \
  && apt-get install -y --no-install-recommends xz-utils bzip2 lz4 zstd \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json LICENSE ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=build /build/dist ./dist
COPY samples ./samples
# A user without rights; logs are mounted read-only (for example -v /var/log/named:/logs:ro).
USER node
EXPOSE 9353
# Says something about `watch` on this port only.
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:9353/-/healthy').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/main.js"]
# Without arguments it follows standard input (docker run -i). 0.0.0.0 is inside the container only: what is reachable from outside
# is decided by the published port.
CMD ["watch", "--web.listen-address", "0.0.0.0:9353", "-"]
