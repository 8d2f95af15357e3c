#!/usr/bin/env node
import { fileURLToPath } from 'node:url';

// Plain JavaScript: it has to run on a Node that cannot read the rest, to say so.
const [major, minor] = process.versions.node.split('.').map(Number);
const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;

if (!isSupported) {
  process.stderr.write(
    `Referloop needs Node 20.19 or newer, or 22.12 or newer; this is ${process.versions.node}. Get it from https://nodejs.org.\n`,
  );
  process.exit(1);
}

try {
  const { register } = await import('tsx/esm/api');
  // The project's own settings (JSX among them), from whatever folder this is started in.
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
} catch {
  process.stderr.write('The packages Referloop needs are not installed. Run: npm ci\n');
  process.exit(1);
}

const { runCli } = await import('../src/cli/index.ts');
await runCli(process.argv);
