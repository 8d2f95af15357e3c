import { connectors } from '../../connectors/index.ts';
import { crmFields, crmKinds, crmLinks, type CrmKind } from '../../sdk/crm-fields.ts';
import { objectsOf, type CrmFieldRule } from '../../sdk/crm-mapping.ts';

const kindSays: Readonly<Record<CrmKind, string>> = {
  account:
    'An organisation of the directory that the practice deals with, that sent patients, or where somebody who did works.',
  contact: 'A doctor or other person of the directory, likewise.',
  referral: 'A referral of the ledger, possible ones too.',
  case: 'Something late that somebody was told of (an escalation).',
  task: 'The first referral of an account: for those who courted it. Its id is the account’s.',
};

/** docs/generated/crm.md: what a mapping may name, and what each connector writes by itself. */
export function crmDocument(): string {
  const kinds = crmKinds.map((kind) =>
    [
      `### ${kind}`,
      kindSays[kind],
      table(
        ['Field', 'Type', 'What it is', 'Patient'],
        Object.entries(crmFields[kind]).map(([name, field]) => [
          `\`${name}\``,
          field.type,
          field.says,
          field.isPatient === true ? 'only with an agreement' : '',
        ]),
      ),
      `Links: ${Object.keys(crmLinks[kind])
        .map((name) => `\`${name}\``)
        .join(', ')}.`,
    ].join('\n\n'),
  );
  const built = connectors
    .filter((one) => Object.keys(one.mapping).length > 0)
    .map((one) =>
      [
        `### ${one.name}`,
        ...Object.entries(objectsOf(one.mapping)).map(([kind, { object, idField, fields }]) =>
          [
            `${kind} → \`${object}\`, found by \`${idField}\``,
            table(
              ['Field there', 'From', 'Whose'],
              Object.entries(fields).map(([name, said]) => [`\`${name}\``, ...ruleWords(said)]),
            ),
          ].join('\n\n'),
        ),
      ].join('\n\n'),
    );
  return ['# CRM fields', '## What the hub has', ...kinds, '## What is written where by itself', ...built]
    .join('\n\n')
    .concat('\n');
}

function ruleWords(said: CrmFieldRule): readonly [string, string] {
  if (said === 'never') return ['–', 'never touched'];
  if ('link' in said) return [`link \`${said.link}\``, 'the hub’s'];
  const from = 'from' in said ? `\`${said.from}\`` : `always \`${String(said.value)}\``;
  return [from, said.owner === 'crm' ? 'the CRM’s: written once' : 'the hub’s'];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
