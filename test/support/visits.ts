import { adt, mdm, ref, siu, type Story } from './hl7.ts';
import { npi } from './npi.ts';

/**
 * Everything one EMR says about the visits of `patients` invented people, in the order it happens: orders, bookings, reschedules,
 * arrivals, no-shows, cancellations, notes and their amendments. `random` decides who does what.
 */
export function tellVisits(
  first: number,
  patients: number,
  offices: number,
  random: () => number,
): readonly string[] {
  const stories = Array.from({ length: patients }, (_, index) =>
    tellVisit(first + index, (first + index) % offices, random),
  );
  return interleaved(stories, random);
}

function tellVisit(number: number, office: number, random: () => number): readonly string[] {
  const chance = random();
  const story: Story = {
    mrn: `TEST-${number}`,
    family: `ZZTEST${lettersOf(number)}`,
    given: givens[number % givens.length] ?? 'ANNA',
    birth: `19${40 + (number % 50)}0${1 + (number % 9)}1${number % 9}`,
    phone: `718-555-${String(1_000 + (number % 9_000))}`,
    street: `${number} Test Way`,
    referrer: `${npi(office)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`,
    appointment: `F${number}`,
    visit: `V${number}`,
    note: `N${number}`,
    start: '20260305100000-0500',
  };
  const booked = [siu('S12', { ...story, at: '20260302093000-0500' })];
  if (random() < 0.3)
    booked.unshift(ref('I12', { ...story, at: '20260301090000-0500', order: `R${number}^CLINIC` }));
  if (chance < 0.12) return [...booked, siu('S26', { ...story, at: '20260305120000-0500' })];
  if (chance < 0.22) return [...booked, siu('S15', { ...story, at: '20260303120000-0500' })];
  const moved =
    random() < 0.3 ? [siu('S13', { ...story, at: '20260303093000-0500', start: '20260305110000-0500' })] : [];
  const seen = [
    adt('A04', { ...story, at: '20260305104500-0500' }),
    adt('A03', { ...story, at: '20260305113000-0500' }),
  ];
  if (chance < 0.35) return [...booked, ...moved, ...seen];
  const note = mdm('T02', { ...story, at: '20260305140000-0500', text: `Findings of visit ${number}.` });
  const amended =
    random() < 0.2
      ? [mdm('T08', { ...story, at: '20260306090000-0500', text: `Findings of visit ${number}, corrected.` })]
      : [];
  return [...booked, ...moved, ...seen, note, ...amended];
}

/** Nobody is taken for a namesake. */
const givens = [
  'ANNA',
  'BERTRAM',
  'CLARA',
  'DAVID',
  'ELSE',
  'FELIX',
  'GRETA',
  'HUGO',
  'IRIS',
  'JONAS',
  'LOTTE',
];

/** Mixes the stories and keeps the order of each. */
function interleaved(stories: readonly (readonly string[])[], random: () => number): readonly string[] {
  const open = stories.map((story) => [...story]);
  const told: string[] = [];
  while (open.length > 0) {
    const at = Math.floor(random() * Math.min(open.length, 5));
    const next = open[at]?.shift();
    if (next === undefined) open.splice(at, 1);
    else told.push(next);
  }
  return told;
}

function lettersOf(number: number): string {
  const letter = (place: number): string => String.fromCharCode(65 + (Math.floor(number / 26 ** place) % 26));
  return `${letter(2)}${letter(1)}${letter(0)}`;
}
