import { Hono } from 'hono';
import { now } from '../lib/clock.ts';
import type { Cell } from '../lib/csv.ts';
import { insertAudit, insertAuditOnce } from '../store/audit.ts';
import { loadReferralContacts, type ReferralContact } from '../store/measures/referral-contacts.ts';
import { loadWeekSheet, type SheetLine, type SheetReferral } from '../store/measures/week-sheet.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { csvAnswer } from './csv-answer.ts';
import { actor, requirePatientRight } from './gate.ts';
import { showPage } from './layout.tsx';
import { countText } from './measure-words.tsx';
import { Empty, linkTo, Pill } from './parts.tsx';
import { birthText, dayOf, shortText, When } from './times.tsx';
import { readWeek, type WeekPlace } from './week-query.ts';
import { changeText, WeekHead, weekSpan } from './week-view.tsx';
import { personName, phoneText, stateWord } from './words.ts';

/** Looking again within this many minutes is one look. */
const ONE_LOOK_MINUTES = 5;

type CalledLine = SheetLine & { readonly contact: ReferralContact | undefined };

/** `GET /week/sheet`: whom to call or thank, with their patients beneath; printed, or taken along as CSV. */
export function weekSheetRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/week/sheet', requirePatientRight, async (c) => {
    const { db, policy } = deps.hub;
    const asOf = now();
    const place = readWeek(c.req.query('week'), policy.zone, asOf);
    const isFile = c.req.query('format') === 'csv';
    const look = { ...actor(c, deps), objectKind: 'week', objectId: place.week };
    await (isFile
      ? insertAudit(db, { ...look, action: 'export_week_sheet' })
      : insertAuditOnce(db, { ...look, action: 'view_week_sheet' }, ONE_LOOK_MINUTES));
    const sheet = await loadWeekSheet(db, place.week);
    const contacts = await loadReferralContacts(
      db,
      sheet.flatMap((line) => (line.partnerId === null ? [] : [line.partnerId])),
    );
    const lines = sheet.map((line) => ({ ...line, contact: contacts.get(line.partnerId ?? '') }));
    if (isFile)
      return csvAnswer(
        c,
        `call-sheet-${place.week}`,
        csvHead,
        lines.flatMap((line) => csvRows(line, policy.zone)),
      );
    return showPage(
      c,
      deps,
      { title: 'Call sheet', current: 'week' },
      <Sheet lines={lines} place={place} asOf={asOf} zone={policy.zone} />,
    );
  });
  return app;
}

type SheetProps = {
  readonly lines: readonly CalledLine[];
  readonly place: WeekPlace;
  readonly asOf: string;
  readonly zone: string;
};

function Sheet({ lines, place, asOf, zone }: SheetProps) {
  const { week } = place;
  const count = lines.reduce((sum, line) => sum + line.count, 0);
  const before = lines.reduce((sum, line) => sum + line.before, 0);
  return (
    <>
      <p class="crumb">
        <a href={linkTo('/week', { week })}>This week</a>
      </p>
      <WeekHead place={place} path="/week/sheet" title={`Call sheet, ${weekSpan(week)}`}>
        {/* A file leaves the house: it is written down who took it. */}
        <a class="button" href={linkTo('/week/sheet', { week, format: 'csv' })} download>
          Download CSV
        </a>
      </WeekHead>
      <p class="facts">
        <span>
          {countText(count, 'referral')}, {changeText(count, before)} ({before})
        </span>
        <span>{countText(lines.length, 'line')}, most first</span>
        <span>As of {shortText(asOf, zone)}</span>
        <span>Holds patients: keep it in the practice</span>
      </p>
      {lines.length === 0 ? (
        <Empty title="Nobody referred in these two weeks.">
          <p>Each partner that sends somebody gets a line here, with its patients beneath.</p>
        </Empty>
      ) : (
        <ul class="call-sheet">
          {lines.map((line) => (
            <PartnerLine line={line} zone={zone} />
          ))}
        </ul>
      )}
    </>
  );
}

function PartnerLine({ line, zone }: { readonly line: CalledLine; readonly zone: string }) {
  const { partnerId, partnerName, count, before, isFirst, referrals } = line;
  return (
    <li class="card">
      <div class="call-line">
        <h2>
          {partnerId === null ? 'Referrer not known' : <a href={`/partners/${partnerId}`}>{partnerName}</a>}{' '}
          {isFirst ? <Pill of={{ word: 'First referral', tone: 'green' }} /> : null}
        </h2>
        <p class="call-count">
          <strong>{count}</strong> <span class="muted">week before {before}</span>
        </p>
        <Contact line={line} />
      </div>
      {referrals.length === 0 ? (
        <p class="muted">Nobody this week.</p>
      ) : (
        <ul class="lines">
          {referrals.map((one) => (
            <PatientLine referral={one} isNamed={one.referrer !== partnerName} zone={zone} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Contact({ line }: { readonly line: CalledLine }) {
  const { contact, phone, liaisonEmail } = line;
  const number = contact?.phone ?? phone;
  return (
    <p class="facts">
      <span>
        {contact === undefined ? 'Nobody noted who sends referrals' : `${contact.name} sends referrals`}
      </span>
      {number === null ? (
        <span>No telephone number</span>
      ) : (
        <span>
          <a href={`tel:${number}`}>{phoneText(number)}</a>
          {contact?.phone && contact.extension ? ` ext. ${contact.extension}` : ''}
        </span>
      )}
      {liaisonEmail === null ? null : <span>Liaison {liaisonEmail}</span>}
    </p>
  );
}

function PatientLine(props: {
  readonly referral: SheetReferral;
  /** By whom of the office. */
  readonly isNamed: boolean;
  readonly zone: string;
}) {
  const { referral, isNamed, zone } = props;
  return (
    <li class="call-patient">
      <a href={`/referrals/${referral.referralId}`}>{personName(referral)}</a>
      <span class="muted">{birthText(referral.birthDate)}</span>
      <Pill of={stateWord(referral.state)} />
      <span class="muted">
        {isNamed && referral.referrer !== null ? `from ${referral.referrer}, ` : ''}received{' '}
        <When at={referral.receivedAt} zone={zone} isDay />
        {referral.appointmentAt === null ? '' : ', visit '}
        {referral.appointmentAt === null ? null : <When at={referral.appointmentAt} zone={zone} />}
      </span>
    </li>
  );
}

const csvHead = [
  'Partner',
  'This week',
  'Week before',
  'First referral',
  'Contact',
  'Telephone',
  'Extension',
  'Liaison',
  'Patient family name',
  'Patient given name',
  'Birth date',
  'Referred by',
  'Status',
  'Received day',
  'Visit day',
];

/** One row for each patient; a partner that sent nobody this week has one without. */
function csvRows(line: CalledLine, zone: string): readonly (readonly Cell[])[] {
  const { contact } = line;
  const partner: readonly Cell[] = [
    line.partnerName ?? 'Referrer not known',
    line.count,
    line.before,
    line.isFirst ? 'yes' : 'no',
    contact?.name,
    phoneText(contact?.phone ?? line.phone ?? ''),
    contact?.phone ? contact.extension : undefined,
    line.liaisonEmail,
  ];
  if (line.referrals.length === 0)
    return [partner.concat(Array.from({ length: csvHead.length - partner.length }))];
  return line.referrals.map((one) => [
    ...partner,
    one.family,
    one.given,
    one.birthDate,
    one.referrer,
    stateWord(one.state).word,
    dayOf(one.receivedAt, zone),
    one.appointmentAt === null ? undefined : dayOf(one.appointmentAt, zone),
  ]);
}
