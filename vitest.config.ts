import { defineConfig } from 'vitest/config';

/** Where CI wants the results as JSON, beside what people read. */
const reportFile = process.env['REPORT_FILE'];

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}', 'mappings/**/*.test.ts'],
    globalSetup: ['test/support/database-server.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 3,
    ...(reportFile ? { reporters: ['default', 'json'], outputFile: { json: reportFile } } : {}),
  },
});
