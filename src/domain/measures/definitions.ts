/** What is reckoned from weeks and gaps rather than read from a view, in the words of the API and of docs/measures.md. */
export const reckonedDefinitions = {
  week_change: {
    title: 'Week over week',
    definition:
      "The last complete local week beside the one before it. The plain rule compares the last week with the mean of up to eight weeks before it, per open day: drop when the mean is 2 or more, the week at most half of it and at least 2 fewer; spike when the week is twice the mean or more and at least 3 above it, or a partner's first week has 3 or more; silent when the mean is 1 or more and two weeks brought nothing. With fewer than four weeks of data the week must also be unlikelier than 1 in 10. It fires often by chance and pages nobody: it is shown as a notice.",
  },
  volume_alert: {
    title: 'Volume alert',
    definition:
      'A cumulative sum (Poisson CUSUM) of complete local weeks against what is expected of the partner: its own last 26 weeks (the newest 8 left out, so that a change is not its own measure), drawn to like partners by a gamma prior while it is new, times the open days of the week and how busy the whole practice was. Drop looks for half the rate, spike for double; nobody at all in weeks in which 5.3 were expected is a drop too. It opens once per partner and direction, closes itself when four weeks are back on the ordinary side, and is withdrawn when corrected weeks no longer bear it. The first four weeks after a first referral raise nothing.',
  },
  silent_partners: {
    title: 'Silent partners',
    definition:
      'Partners with at least three days with counted referrals in the last year that have sent nobody for longer than three weeks and longer than three times their own median gap. An alert of silence is raised only for partners whose referrals are ten days apart or more, and only when a gap that long is unlikelier than 1 in 200 by chance: the list is longer than the alerts, and who sends more often is found by the volume alert.',
  },
  cms50: {
    title: 'CMS50: closing the referral loop, receipt of specialist report',
    definition:
      "The partner's own score as far as the receiver sees it (MIPS quality id 374). Denominator: patients with a first counted referral of that partner ordered from January 1 to October 31, both included, in the practice's zone; withdrawn and declined orders are left out; each patient counts once, by the earliest order. Numerator: a final note for that very referral reached the partner after the order's instant (the same instant does not count) and by December 31 of that year. What the receiver cannot see: whether the patient also had an office visit with the referring clinician in the year, which the measure asks for, and reports of others. So it is what we did for their score and not the score they report.",
  },
} as const;

/** Measures that need data the hub does not have yet. */
export const missingMeasures: readonly { readonly title: string; readonly because: string }[] = [
  { title: 'Value and return', because: 'the hub knows neither revenue nor what outreach costs.' },
  { title: 'Liaison outcome', because: 'visits of liaisons to offices are not recorded.' },
  { title: 'Issues', because: 'there are no tickets.' },
  { title: 'Days from first outreach to first referral', because: 'outreach is not recorded.' },
  {
    title: 'Network leakage',
    because: 'a receiving practice cannot see patients who went elsewhere. It is never claimed.',
  },
];
