import { adt, mdm, merge, ref, siu, type Story } from './hl7.ts';

export const people = ['A', 'B', 'C', 'D'] as const;
export type Letter = (typeof people)[number];
const given: Readonly<Record<Letter, string>> = { A: 'ALMA', B: 'BRUNO', C: 'CELESTE', D: 'DMITRI' };

/** Nobody is anybody's namesake, and all are of one family: no number is taken for somebody else's. */
export const person = (letter: Letter): Story => ({
  mrn: `TEST-${letter}`,
  family: 'ZZTESTFAMILY',
  given: given[letter],
  birth: `19${people.indexOf(letter) + 5}10203`,
  phone: `555-010${people.indexOf(letter)}`,
  appointment: `F${letter}`,
  visit: `V${letter}`,
  note: `T${letter}1`,
});
export const at = (minute: number) => `2026110410${String(minute).padStart(2, '0')}00-0500`;
export const mergeOf = (survivor: Letter, prior: Letter, minute: number) =>
  merge({ ...person(survivor), prior: `TEST-${prior}`, at: at(minute) });
const pidOf = (story: Story) => adt('A08', story).split('\r')[2] ?? '';
export const pair = (trigger: string, one: Letter, other: Letter, minute: number) =>
  [
    ...adt(trigger, { ...person(one), at: at(minute) })
      .split('\r')
      .slice(0, 3),
    pidOf(person(other)),
  ].join('\r');
export const unlink = (one: Letter, other: Letter, minute: number) => pair('A37', one, other, minute);
/** One week's thank-you is for its earliest referral: no two are of one minute. */
const minuteOf = (letter: Letter) => String(people.indexOf(letter) + 10);
export const dayOf = (letter: Letter): readonly string[] => [
  ref('I12', { ...person(letter), at: `2026110109${minuteOf(letter)}00-0500`, order: `R${letter}^CLINIC` }),
  siu('S12', { ...person(letter), at: `2026110210${minuteOf(letter)}00-0500`, order: `R${letter}^CLINIC` }),
  adt('A04', { ...person(letter), at: '20261105104500-0500' }),
  mdm('T02', { ...person(letter), at: '20261105140000-0500' }),
];

/** Without orders and for one office: together they are one referral. */
export const looseDay = (letter: Letter): readonly string[] =>
  letter === 'A'
    ? [ref('I12', { ...person('A'), at: '20261101090000-0500', order: 'R7^CLINIC' })]
    : [
        siu('S12', { ...person(letter), at: `2026110210${minuteOf(letter)}00-0500` }),
        adt('A04', { ...person(letter), at: '20261105104500-0500' }),
        mdm('T02', { ...person(letter), at: '20261105140000-0500' }),
      ];
