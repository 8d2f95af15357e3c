import { measureCatalogue } from '../../domain/measures/catalogue.ts';
import { missingMeasures, reckonedDefinitions } from '../../domain/measures/definitions.ts';

/** docs/measures.md: the definitions as the views, the API and the screens say them, between words that explain. */
export function measuresDocument(): string {
  const views = measureCatalogue.map(
    (one) =>
      `### ${one.title}\n\n\`${one.name}\`, view \`measure_${one.name}\`, ${kinds[one.kind]}\n\n${one.definition}`,
  );
  const reckoned = Object.entries(reckonedDefinitions).map(
    ([name, one]) => `### ${one.title}\n\n\`${name}\`\n\n${one.definition}`,
  );
  const missing = missingMeasures.map((one) => `- **${one.title}**: ${one.because}`);
  return [
    opening,
    '## Read from the ledger',
    ...views,
    '## Reckoned from weeks and days',
    ...reckoned,
    alerts,
    '## Not measured',
    missing.join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

const kinds = {
  count: 'a count',
  share: 'a share',
  duration:
    'a time: median, 90th percentile, shares within 24 and 48 hours of all cases; by the clock and by working hours',
  conversion: 'shares after 30, 60 and 90 days',
} as const;

const opening = `# Measures

Every number on a screen, in the API or in a file has one definition. It stands here, as the comment of its SQL view (\`\\d+ measure_…\`), and in
\`GET /v1/measures\`: one text, and a test that fails when they differ. Every answer says as of when it is true.

**Counted** means: explicit, from outside, not voided, not merged into another, not self-referred. A referral is counted once. **Possible**
referrals are never counted, and are shown apart. Weeks are ISO 8601 weeks that begin on Monday in the practice's zone; days are the practice's days.
A week is judged when it is over.

An **account** is an organisation with everybody who belongs to it, or a person who belongs to none. A doctor's referral is the doctor's and, once,
the account's.

Over HTTP: \`/v1/measures/{name}?from=2026-11-01&to=2026-11-30&by=account\`, \`/v1/partners/{id}/weeks\`, \`/v1/volume-alerts\`,
\`/v1/partners/{id}/cms50?year=2026\`; all of them as CSV with \`format=csv\` or \`Accept: text/csv\`.`;

const alerts = `## Alerts and notices

Most partners send less than two referrals a week, and at such counts last week says little: a rule such as "30 % less than the week before" fires
in every third week of a partner whose rate never changed. So there are two grades.

| Grade | Raised by | Who is told |
|---|---|---|
| **alert** | the cumulative sum, or a silence that is hardly chance | events \`partner.volume_drop\`, \`partner.volume_spike\`, \`partner.silent\`, \`partner.recovered\`; first on the week page |
| **notice** | the plain week-over-week rule | nobody; shown beside, below the alerts |

Weeks of 6, 6 and 1 are a notice at once, and an alert only if the next week is as low. Weeks of 2, 2 and 7 are a notice of a spike.
A notice becomes an alert when the sum agrees.

What an alert does by itself: it is open once for each partner and direction; it closes when the weeks are back in band; it is withdrawn, with
the weeks that changed written into its trace, when late, voided, merged or moved referrals take away what it stood on (then
\`partner.recovered\` says \`isWithdrawn\`). When a person acknowledges it, the level since the change becomes the new measure, and it closes when the
old level is back. New partners, first referrals and partners that are back are facts and need no statistics.

Organisations are judged as the sum of their members, so that a small drop everywhere is seen; when all of an organisation's referrals come from one
member, only the organisation is told. The practice as a whole has a chart of its own, because what all partners do together is taken for the season
and not held against any of them.

How often alerts are wrong and how soon they find a partner that stopped is measured on simulated practices:
[bench/results/volume-alerts.md](../bench/results/volume-alerts.md).`;
