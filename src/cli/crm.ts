import { Command } from 'commander';
import { loadCrms } from '../load-crm.ts';
import { askCrm, type CrmAct } from '../pipeline/crm/acts.ts';
import { checkCrm } from '../pipeline/crm/check.ts';
import { enterConnected } from '../pipeline/crm/reconcile.ts';
import { listCrms, type CrmFigures } from '../store/crm.ts';
import { listRefused } from '../store/crm-records.ts';
import type { Database } from '../store/database.ts';
import type { Config } from '../config.ts';
import { commandConfig, PERSON, withStore } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

const SHOWN = 50;

/** `referloop crm`: CRMs that are kept as the ledger is. */
export function crmCommand(): Command {
  const list = new Command('list')
    .description('show how every CRM stands: how far behind, what waits, what was refused')
    .addHelpText('after', '\nExample:\n  referloop crm list')
    .action(() => run(listAll));
  const check = new Command('check')
    .description('sign in and look whether objects and fields of the mapping are there; writes nothing')
    .argument('[name]', 'as in crm/<name>.crm.ts (default: all)')
    .addHelpText('after', '\nExample:\n  CRM_DIR=crm referloop crm check salesforce')
    .action((name: string | undefined) => run(() => checkAll(name)));
  const parked = new Command('parked')
    .description('show what a CRM did not take, and why')
    .argument('<name>', 'as in crm/<name>.crm.ts')
    .addHelpText('after', '\nExample:\n  referloop crm parked salesforce')
    .action((name: string) => run(() => listParked(name)));
  const asks = [
    ask('backfill', 'compare everything the hub holds with what was written, and write what is missing'),
    ask('drift', 'read back everything that was written, and mend what differs in fields of the hub'),
    ask('retry', 'try what was refused again now'),
    ask('replay', 'read the whole event log again; what stands already is not written again'),
  ];
  const crm = new Command('crm').description('CRMs that are kept as the ledger is');
  for (const one of [list, check, parked, ...asks]) crm.addCommand(one);
  return crm;
}

/** What a running hub, or the next one, carries out. */
function ask(act: CrmAct, description: string): Command {
  return new Command(act)
    .description(description)
    .argument('<name>', 'as in crm/<name>.crm.ts')
    .addHelpText('after', `\nExample:\n  CRM_DIR=crm referloop crm ${act} salesforce`)
    .action((name: string) => run(() => askOne(act, name)));
}

async function askOne(act: CrmAct, name: string): Promise<void> {
  const answer = await withStore(async (db, config) => {
    await enter(db, config);
    return askCrm(db, name, act, { actor: PERSON });
  });
  if (answer === 'unknown') refuse(`There is no CRM "${name}": see referloop crm list, and CRM_DIR.`);
  console.log(
    answer === 'under_way'
      ? `${name}: that is under way already.`
      : `${name}: asked. A running hub does it; see referloop crm list.`,
  );
}

/** A CRM that was set up since the hub started is known from here on. */
async function enter(db: Database, config: Config): Promise<void> {
  const crms = await loadCrms(config.crmDir);
  if (crms.size > 0) await enterConnected({ db, crms, zone: config.practice.zone });
}

async function listAll(): Promise<void> {
  const crms = await withStore((db) => listCrms(db));
  if (crms.length === 0)
    console.log('No CRM is set up. Put a file into the folder that CRM_DIR names: docs/crm/README.md.');
  for (const one of crms) console.log(lineOf(one));
}

function lineOf(one: CrmFigures): string {
  const state =
    one.code === null ? 'in order' : `failing since ${one.failingSince ?? ''}: ${one.problem ?? one.code}`;
  return [
    `${one.name} (${one.adapter})`,
    state,
    `${one.written} records`,
    `${one.behind} events behind`,
    `${one.due + one.loading} waiting`,
    `${one.retrying} tried again`,
    `${one.parked} parked`,
  ].join('  ');
}

async function listParked(name: string): Promise<void> {
  const refused = await withStore((db) => listRefused(db, name, SHOWN));
  if (refused.length === 0) console.log('Nothing was refused.');
  for (const one of refused) {
    const next = one.state === 'parked' ? 'parked' : `again at ${one.dueAt}`;
    console.log([one.kind, one.subjectId, one.field ?? '-', one.code, next, one.detail ?? ''].join('  '));
  }
}

async function checkAll(name: string | undefined): Promise<void> {
  const crms = [...(await loadCrms(commandConfig().crmDir)).values()];
  const wanted = crms.filter((one) => name === undefined || one.name === name);
  if (wanted.length === 0)
    refuse(`There is no CRM ${name === undefined ? 'set up' : `"${name}"`}: see CRM_DIR.`);
  for (const crm of wanted) {
    for (const { kind, object, problem } of await checkCrm(crm, new AbortController().signal)) {
      if (problem !== undefined) process.exitCode = 1;
      console.log(`${crm.name}  ${kind} → ${object}  ${problem ?? 'ok'}`);
    }
  }
}
