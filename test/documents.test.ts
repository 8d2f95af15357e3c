import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  ),
];

test.each(documents)('every link of %s leads to a file', (file) => {
  const text = read(file).replaceAll(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? '');

  const broken = links.filter(
    (link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(file), link)),
  );

  expect(broken).toEqual([]);
});

describe('the README', () => {
  const readme = read('README.md');

  test('shows the channel file as it is', () => {
    const withoutComments = read('channels/st-anne-scheduling.channel.ts').replaceAll(/^\/\*\*.*\n/gm, '');

    expect(readme).toContain(withoutComments);
  });

  test('names only commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const called = [...readme.matchAll(/npm (?:run )?(start|test|[a-z:]+)(?= |$|\n|`)/g)].flatMap(
      ([, name]) => (name === undefined || name === 'ci' || name === 'run' ? [] : [name]),
    );
    const commands = [...readme.matchAll(/npx referloop ([a-z]+)/g)].map(
      ([, name]) => `new Command('${name}')`,
    );
    const cli = readdirSync(join(root, 'src/cli')).filter((name) => name.endsWith('.ts'));
    const source = cli.map((name) => read(`src/cli/${name}`)).join('\n');

    expect(called.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(commands.filter((command) => !source.includes(command))).toEqual([]);
  });

  test('gives figures as they stand in bench/results, with their command', () => {
    const results = readdirSync(join(root, 'bench/results')).map((name) => read(`bench/results/${name}`));
    const rows = [...readme.matchAll(/^\| [^|]+\| ([^|]+)\| `([^`]+)` \|$/gm)];

    expect(rows).toHaveLength(5);
    for (const [, figures = '', command = ''] of rows) {
      const result = results.find((text) => text.includes(`Command: \`${command}\``)) ?? '';
      for (const [figure] of figures.matchAll(/\d[\d,.]*\d/g)) expect(result).toContain(figure);
    }
  });
});
