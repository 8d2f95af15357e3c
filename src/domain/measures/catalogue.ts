/** How the cases of a measure are counted: all, a share of them, a time from one instant to another, or a share after so many days. */
export type MeasureKind = 'count' | 'share' | 'duration' | 'conversion';

export type MeasureEntry = {
  /** The view is `measure_<name>`. */
  readonly name: string;
  readonly kind: MeasureKind;
  readonly title: string;
  /** What counts and what does not: the comment of the view, the words of the API and of docs/measures.md. */
  readonly definition: string;
};

/** Every measure that is a view. Medians and 90th percentiles are of the cases that are done; open ones are counted beside. */
export const measureCatalogue = [
  {
    name: 'weekly_volume',
    kind: 'count',
    title: 'Weekly volume',
    definition:
      "Counted referrals by the practice's local ISO week: explicit, from outside, not voided, not merged, not self-referred. A referral counts once, in the week it was received; one that only became known as a referral later counts in the week its referrer became known. Possible referrals never count. Of a person: their own; of an organisation: its own and those of everybody who belongs to it.",
  },
  {
    name: 'possible',
    kind: 'count',
    title: 'Possible referrals',
    definition:
      'Visits of patients whose own doctor is a target, active or lapsed partner, when nobody said they referred. By the time they were first heard of. Shown apart and never counted.',
  },
  {
    name: 'response_time',
    kind: 'duration',
    title: 'Referral to response',
    definition:
      'From received to the first accept, decline or attempt to reach the patient. Of counted referrals, by the time they were received. Who has not been answered yet is in the number of cases and not in the times.',
  },
  {
    name: 'contact_time',
    kind: 'duration',
    title: 'Time to contact',
    definition:
      'From received to the first attempt to reach the patient; a booking is one. Of counted referrals, by the time they were received.',
  },
  {
    name: 'schedule_time',
    kind: 'duration',
    title: 'Time to schedule',
    definition:
      'From received to the making of the first appointment, not to the day it is for. Of counted referrals, by the time they were received.',
  },
  {
    name: 'appointment_time',
    kind: 'duration',
    title: 'Time to appointment',
    definition:
      'From received to the start of the appointment that decides the state. Of counted referrals, by the time they were received.',
  },
  {
    name: 'conversion',
    kind: 'conversion',
    title: 'Conversion',
    definition:
      'Referrals whose visit took place within 30, 60 and 90 days of being received, of all counted referrals received in the period (the cohort). A referral is in a share only when its 30, 60 or 90 days are over.',
  },
  {
    name: 'leakage',
    kind: 'share',
    title: 'Leakage',
    definition:
      'Counted referrals received in the period that were declined, cancelled or expired, of all received, by what ended them: declined, cancelled, past_expiry, no_response, expired. Only what the receiver can see: patients who went elsewhere in a network are not visible and not claimed.',
  },
  {
    name: 'no_show',
    kind: 'share',
    title: 'No-show rate',
    definition:
      'Appointments missed, of those missed or kept, by the day they were for. Cancelled and moved appointments are in neither. Of counted referrals.',
  },
  {
    name: 'no_show_report',
    kind: 'duration',
    title: 'No-show reported back',
    definition:
      'From the start of a missed appointment to the first notice of it that reached the referrer: delivered, or sent by a way that never tells more. Of counted referrals whose referrer is known, by the day the appointment was for.',
  },
  {
    name: 'note_final_time',
    kind: 'duration',
    title: 'Time to note final',
    definition:
      'From the end of the first visit that took place to its first final note. Of counted referrals, by the time of the visit.',
  },
  {
    name: 'note_sent_time',
    kind: 'duration',
    title: 'Time to note sent',
    definition:
      'From the end of the first visit that took place to the first time a note was handed over to the referrer. Of counted referrals with a known referrer, by the time of the visit. Sent is not delivered.',
  },
  {
    name: 'note_delivered_time',
    kind: 'duration',
    title: 'Time to note delivered',
    definition:
      'From the end of the first visit that took place to the first confirmed delivery of a final note to the referrer; the shares within 24 and 48 hours are of all visits, not only of those whose note arrived. Of counted referrals with a known referrer, by the time of the visit.',
  },
  {
    name: 'loop_closure',
    kind: 'share',
    title: 'Loop closure',
    definition:
      "Closed referrals, of those whose visit took place, by the time of the visit. Closed: a final note's delivery to the referrer is confirmed. Of counted referrals.",
  },
  {
    name: 'undeliverable',
    kind: 'share',
    title: 'Undeliverable',
    definition:
      'Deliveries to partners that were given up, of all that were not cancelled, by the time they were made and by way out. Deliveries nobody knows the outcome of are not counted as given up.',
  },
  {
    name: 'capture_by_desk',
    kind: 'share',
    title: 'Referrer capture by desk',
    definition:
      'First appointments of new patients whose referrer is known, or who said that nobody sent them, of all, by the day of the appointment and by the desk that made the appointment. Cancelled and voided appointments are left out. Corrections made later raise the share of the day the appointment was.',
  },
  {
    name: 'capture_by_location',
    kind: 'share',
    title: 'Referrer capture by location',
    definition:
      'First appointments of new patients whose referrer is known, or who said that nobody sent them, of all, by the day of the appointment and by the location of the appointment. Cancelled and voided appointments are left out. Corrections made later raise the share of the day the appointment was.',
  },
  {
    name: 'capture_by_person',
    kind: 'share',
    title: 'Referrer capture by person',
    definition:
      'First appointments of new patients whose referrer is known, or who said that nobody sent them, of all, by the day of the appointment and by the person who said it (missing: nobody did). Cancelled and voided appointments are left out. Corrections made later raise the share of the day the appointment was.',
  },
  {
    name: 'capture_pcp',
    kind: 'share',
    title: 'PCP capture',
    definition:
      'First appointments of new patients whose primary care provider is known, of all, by the day of the appointment. Cancelled and voided appointments are left out.',
  },
  {
    name: 'unsent_for_want_of_referrer',
    kind: 'share',
    title: 'Visits without a referrer',
    definition:
      'Visits that took place and whose note can go to nobody because neither a referrer is known nor the patient said that nobody sent them, of all visits of new patients, by the time of the visit and by the desk that made the appointment.',
  },
  {
    name: 'first_time_referrers',
    kind: 'count',
    title: 'First-time referrers',
    definition: 'Partners whose first counted referral ever was received in the period.',
  },
  {
    name: 'proactive_conversion',
    kind: 'conversion',
    title: 'Proactive notes to first referral',
    definition:
      "From the first note delivered to a patient's own doctor who had not referred that patient, to the first counted referral received from that doctor afterwards: one case per doctor, by the time of the note. Doctors who had referred before are not in it. After, not because of.",
  },
] as const satisfies readonly MeasureEntry[];

export type MeasureName = (typeof measureCatalogue)[number]['name'];

export const measureNames = measureCatalogue.map((one) => one.name) as readonly MeasureName[];

export function findMeasure(name: MeasureName): MeasureEntry {
  const entry = measureCatalogue.find((one) => one.name === name);
  // Every name is from the list.
  return entry ?? measureCatalogue[0];
}
