import { Hono } from 'hono';
import { reckonedDefinitions } from '../domain/measures/definitions.ts';
import { localDay } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import type { Cell } from '../lib/csv.ts';
import { insertAudit, insertAuditOnce } from '../store/audit.ts';
import { loadCms50, type Cms50OfPartner } from '../store/measures/cms50.ts';
import { loadCases } from '../store/measures/measure-cases.ts';
import { findPartner } from '../store/partners.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { csvAnswer } from './csv-answer.ts';
import { actor, requirePatientRight } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { percentText } from './measure-words.tsx';
import { Chips, Empty, linkTo, Pill } from './parts.tsx';
import { birthText, dayOf, shortText, When } from './times.tsx';
import { personName } from './words.ts';

const PATH = '/week/measures/cms50';
/** The year that runs and the two before: what is still reported. */
const YEARS = 3;
const MOST_ACCOUNTS = 500;
const ONE_LOOK_MINUTES = 5;

/** `GET /week/measures/cms50`: what we did for each partner's score, and the patients behind one partner's. */
export function cms50Routes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get(PATH, requirePatientRight, async (c) => {
    const { db, policy } = deps.hub;
    const asOf = now();
    const thisYear = Number(localDay(asOf, policy.zone).slice(0, 4));
    const years = Array.from({ length: YEARS }, (_, before) => thisYear - before);
    const year = years.find((one) => String(one) === c.req.query('year')) ?? thisYear;
    const id = c.req.query('partner');
    const isFile = c.req.query('format') === 'csv';
    const partner = isId(id) ? await findPartner(db, id) : undefined;
    if (id !== undefined && id !== '' && partner === undefined) return showMissing(c, deps, 'This partner');
    const look = { ...actor(c, deps), objectKind: 'measure', objectId: 'cms50' };
    await (isFile
      ? insertAudit(db, { ...look, action: 'export_measure_cases' })
      : insertAuditOnce(db, { ...look, action: 'view_measure_cases' }, ONE_LOOK_MINUTES));
    const shown = { year, years, asOf, zone: policy.zone };
    if (partner === undefined) {
      const scores = await loadCms50(db, { zone: policy.zone, year });
      if (isFile) return csvAnswer(c, `cms50-${year}`, accountHead, scores.map(accountCells));
      return showPage(c, deps, titled, <Accounts scores={scores} {...shown} />);
    }
    const [score] = await loadCms50(db, { zone: policy.zone, year, partnerId: partner.id });
    const lines = await loadLines(deps, score);
    if (isFile)
      return csvAnswer(
        c,
        `cms50-${year}-patients`,
        lineHead,
        lines.map((line) => lineCells(line, policy.zone)),
      );
    return showPage(c, deps, titled, <OnePartner partner={partner} lines={lines} {...shown} />);
  });
  return app;
}

const titled = { title: 'CMS50', current: 'week' } as const;
const { title, definition } = reckonedDefinitions.cms50;

type Shown = {
  readonly year: number;
  readonly years: readonly number[];
  readonly asOf: string;
  readonly zone: string;
};

type Line = {
  readonly referralId: string;
  readonly orderedAt: string;
  readonly reportedAt: string | undefined;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
};

async function loadLines(deps: ConsoleDeps, score: Cms50OfPartner | undefined): Promise<readonly Line[]> {
  const cases = score?.denominator ?? [];
  const known = await loadCases(
    deps.hub.db,
    cases.map((one) => one.referralId),
  );
  return cases.map(({ referralId, orderedAt, reportedAt }) => {
    const { family = null, given = null, birthDate = null } = known.get(referralId) ?? {};
    return { referralId, orderedAt, reportedAt, family, given, birthDate };
  });
}

function Head({ year, years, asOf, zone, partnerId }: Shown & { readonly partnerId?: string }) {
  return (
    <>
      <p class="crumb">
        <a href={partnerId === undefined ? '/week/measures' : linkTo(PATH, { year: String(year) })}>
          {partnerId === undefined ? 'Measures' : 'All partners'}
        </a>
      </p>
      <div class="head">
        <h1>{title}</h1>
        <div class="buttons head-end">
          <a
            class="button"
            href={linkTo(PATH, { year: String(year), partner: partnerId, format: 'csv' })}
            download
          >
            Download CSV
          </a>
        </div>
      </div>
      <Chips
        label="Year"
        choices={years.map((one) => ({
          href: linkTo(PATH, { year: String(one), partner: partnerId }),
          label: String(one),
          isCurrent: one === year,
        }))}
      />
      <p class="definition">{definition}</p>
      <p class="facts">
        <span>As of {shortText(asOf, zone)}</span>
      </p>
    </>
  );
}

function Accounts({ scores, ...shown }: Shown & { readonly scores: readonly Cms50OfPartner[] }) {
  return (
    <>
      <Head {...shown} />
      {scores.length === 0 ? (
        <Empty title={`Nobody ordered anything in ${shown.year} that counts.`}>
          <p>Orders from January 1 to October 31 count, once for each patient.</p>
        </Empty>
      ) : (
        <table class="figures wide">
          <thead>
            <tr>
              <th scope="col">Partner</th>
              <th scope="col">Rate</th>
              <th scope="col">Patients</th>
              <th scope="col">Note reached them</th>
            </tr>
          </thead>
          <tbody>
            {scores.slice(0, MOST_ACCOUNTS).map((one) => (
              <tr>
                <th scope="row">
                  <a href={linkTo(PATH, { year: String(shown.year), partner: one.partnerId })}>
                    {one.partnerName}
                  </a>
                </th>
                <td>
                  <strong>{percentText(one.rate)}</strong>
                </td>
                <td>{one.denominator.length}</td>
                <td>{one.numerator.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {scores.length > MOST_ACCOUNTS ? <p class="muted">The file holds all {scores.length}.</p> : null}
    </>
  );
}

type OneProps = Shown & {
  readonly partner: { readonly id: string; readonly name: string };
  readonly lines: readonly Line[];
};

function OnePartner({ partner, lines, ...shown }: OneProps) {
  const met = lines.filter((line) => line.reportedAt !== undefined).length;
  return (
    <>
      <Head {...shown} partnerId={partner.id} />
      <p class="week-sum">
        <a href={`/partners/${partner.id}`}>{partner.name}</a>:{' '}
        {percentText(lines.length === 0 ? undefined : met / lines.length)}, {met} of {lines.length} patients
      </p>
      {lines.length === 0 ? (
        <Empty title={`No patient of theirs counts in ${shown.year}.`} />
      ) : (
        <table class="figures wide">
          <thead>
            <tr>
              <th scope="col">Patient</th>
              <th scope="col">Ordered</th>
              <th scope="col">Note reached them</th>
              <th scope="col">Counted</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr>
                <th scope="row">
                  <a href={`/referrals/${line.referralId}`}>{personName(line)}</a>{' '}
                  <span class="muted">{birthText(line.birthDate)}</span>
                </th>
                <td>
                  <When at={line.orderedAt} zone={shown.zone} isDay />
                </td>
                <td>
                  <When at={line.reportedAt} zone={shown.zone} isDay />
                </td>
                <td>
                  <Pill
                    of={
                      line.reportedAt === undefined
                        ? { word: 'Not met', tone: 'amber' }
                        : { word: 'Met', tone: 'green' }
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

const accountHead = ['Partner', 'Year', 'Patients', 'Note reached them', 'Rate'];

function accountCells(one: Cms50OfPartner): readonly Cell[] {
  return [one.partnerName, one.year, one.denominator.length, one.numerator.length, one.rate];
}

const lineHead = [
  'Patient family name',
  'Patient given name',
  'Birth date',
  'Ordered',
  'Note reached them',
  'Met',
  'Referral',
];

function lineCells(line: Line, zone: string): readonly Cell[] {
  return [
    line.family,
    line.given,
    line.birthDate,
    dayOf(line.orderedAt, zone),
    line.reportedAt === undefined ? undefined : dayOf(line.reportedAt, zone),
    line.reportedAt === undefined ? 'no' : 'yes',
    line.referralId,
  ];
}
