/** An invented patient, as one sender knows them. */
export type DemoPatient = {
  readonly mrn: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
  readonly phone: string;
  readonly street: string;
};

export type DemoDoctor = { readonly npi: string; readonly family: string; readonly given: string };

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(items: readonly [T, ...T[]], random: () => number): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

/**
 * The patient of this number in this run. The same seed gives the same person, born on another day in each run: the demo can be
 * played again without everybody being taken for their namesake of the last run.
 */
export function demoPatient(run: string, seed: number, number: number): DemoPatient {
  const random = seededRandom(seed * 1000 + number);
  const [first] = given;
  const name = given[(number * 7 + Math.floor(random() * 3)) % given.length] ?? first;
  const surname = `ZZTEST${families[(number * 5 + seed) % families.length] ?? 'PATIENT'}`;
  const day = new Date(Date.UTC(1938, 0, 1) + ((hashOf(run) + number * 6007) % 25_000) * 86_400_000);
  return {
    mrn: `TEST-${run}-${String(number).padStart(2, '0')}`,
    family: surname,
    given: name[0],
    birthDate: day.toISOString().slice(0, 10),
    sex: name[1],
    phone: `217^55501${String(number % 100).padStart(2, '0')}`,
    street: `${100 + number} Example Street`,
  };
}

/** Reasons to see an orthopedist, with the service that is booked. */
export const complaints = [
  ['M17.11', 'Osteoarthritis of the right knee', 'Knee consultation'],
  ['M75.41', 'Impingement of the right shoulder', 'Shoulder consultation'],
  ['M54.50', 'Low back pain', 'Spine consultation'],
  ['S83.241A', 'Medial meniscus tear, left knee', 'Knee consultation'],
  ['M72.2', 'Plantar fasciitis', 'Foot and ankle consultation'],
  ['G56.01', 'Carpal tunnel syndrome, right hand', 'Hand consultation'],
] as const;

const given = [
  ['ADA', 'F'],
  ['BRUNO', 'M'],
  ['CLARA', 'F'],
  ['DEAN', 'M'],
  ['EDITH', 'F'],
  ['FELIX', 'M'],
  ['GRETA', 'F'],
  ['HENRY', 'M'],
  ['IRENE', 'F'],
  ['JONAS', 'M'],
  ['KLARA', 'F'],
  ['LOUIS', 'M'],
  ['MABEL', 'F'],
  ['NORMAN', 'M'],
  ['OLGA', 'F'],
  ['PETER', 'M'],
  ['QUINN', 'F'],
  ['ROBERT', 'M'],
  ['SELMA', 'F'],
  ['TOBIAS', 'M'],
  ['URSULA', 'F'],
  ['VICTOR', 'M'],
  ['WILMA', 'F'],
] as const;

const families = [
  'APPLE',
  'BREAD',
  'CANDLE',
  'DRUM',
  'ENVELOPE',
  'FIDDLE',
  'GARDEN',
  'HARBOR',
  'ISLAND',
  'JACKET',
  'KETTLE',
  'LADDER',
  'MIRROR',
];

function hashOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash;
}
