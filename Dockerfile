FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

# The source runs as it is: tsconfig.json tells how the console's pages are written.
COPY tsconfig.json ./
COPY bin ./bin
COPY src ./src
COPY channels ./channels
COPY mappings ./mappings

# The spool folder, and the embedded database where DATABASE_URL is not set.
RUN mkdir /data && chown node:node /data
VOLUME /data
ENV DATA_DIR=/data HOST=0.0.0.0

USER node
EXPOSE 8080 2575
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/readyz`).then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["node", "bin/referloop.js"]
CMD ["serve"]
