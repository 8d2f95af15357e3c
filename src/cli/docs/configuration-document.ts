import { configHints, DEFAULTS, DEMO_DEFAULTS, settings } from '../../config-settings.ts';

/** Every environment variable, from the schema that reads them. */
export function configurationDocument(): string {
  return [
    '# Configuration',
    '',
    'The hub is configured by environment variables, read once at the start; all problems are told at once. An empty variable counts as',
    'unset. `referloop serve` has no default where something must not be guessed; the demo (`npm start`) has one for everything.',
    '',
    '| Variable | What it is | `serve` | Demo |',
    '|---|---|---|---|',
    ...Object.entries(configHints).map(
      ([name, hint]) => `| \`${name}\` | ${escapeCell(hint)} | ${serveWord(name)} | ${demoWord(name)} |`,
    ),
    '',
    '`DATABASE_URL` or `DATA_DIR` must be set for `serve`, and one of `ADMIN_PASSWORD` and `ADMIN_PASSWORD_FILE`. Channel files may read',
    'variables of their own.',
    '',
  ].join('\n');
}

const eitherOr = new Set(['DATABASE_URL', 'DATA_DIR', 'ADMIN_PASSWORD', 'ADMIN_PASSWORD_FILE']);

function serveWord(name: string): string {
  if (eitherOr.has(name)) return '**required**, see below';
  const value = DEFAULTS[name];
  if (value !== undefined) return `\`${value}\``;
  return isOptional(name) ? 'unset' : '**required**';
}

function demoWord(name: string): string {
  if (name === 'ADMIN_PASSWORD') return 'made at the first start and shown';
  if (name === 'PUBLIC_URL') return '`http://localhost:<PORT>`';
  const value = DEMO_DEFAULTS[name] ?? DEFAULTS[name];
  return value === undefined ? 'unset' : `\`${value}\``;
}

function isOptional(name: string): boolean {
  const schema = settings.shape[name as keyof typeof settings.shape];
  return schema.safeParse(undefined).success;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/"Name <address>"/, '`Name <address>`');
}
