import type { ColumnsByHeader } from './to-record.ts';

/** The columns a person settled for a channel, as a mapping file to be kept with the others: `mappings/<sender>/<name>.mapping.ts`. */
export function profileSource(channel: string, columns: ColumnsByHeader): string {
  const headers = new Map<string, string[]>();
  for (const [header, column] of Object.entries(columns)) {
    if (column === '') continue;
    headers.set(column, [...(headers.get(column) ?? []), header]);
  }
  const lines = [...headers].map(
    ([column, names]) => `    ${column}: [${names.map((name) => textLiteral(name)).join(', ')}],`,
  );
  return [
    "import { feedMapping } from '../feed/feed-mapping.ts';",
    '',
    `/** Exports of ${channel}: which of its columns is which of ours, as it was settled in the console. */`,
    'export default feedMapping({',
    `  name: '${channel}/referrals',`,
    '  version: 1,',
    "  dates: ['us', 'excel'],",
    '  columns: {',
    ...lines,
    '  },',
    '});',
    '',
  ].join('\n');
}

function textLiteral(text: string): string {
  return `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll('\n', ' ')}'`;
}
