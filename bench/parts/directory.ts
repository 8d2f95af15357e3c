import { npi } from '../../test/support/npi.ts';

/** An invented directory of any size: entry `n` is made from `n` alone, so that nothing has to be kept. */
export type Town = { readonly city: string; readonly state: string; readonly zip: string };

export type Practice = {
  readonly number: number;
  readonly npi: string;
  readonly name: string;
  readonly town: Town;
  readonly phone: string;
  readonly fax: string;
  readonly isChain: boolean;
};

export type Practitioner = {
  readonly number: number;
  readonly npi: string;
  readonly family: string;
  readonly given: string;
  readonly middle: string;
  readonly credential: string;
  readonly practice: Practice;
  readonly phone: string;
  readonly fax: string;
};

export type Directory = {
  readonly people: number;
  readonly practices: number;
  readonly practice: (n: number) => Practice;
  readonly person: (n: number) => Practitioner;
};

/** Small and even enough for choosing names (splitmix32). */
export function chooser(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Names are skewed as in life: the first of a list comes up often, the last hardly ever. */
export function skewed<T>(list: readonly T[], random: number, skew = 2.2): T {
  return list[Math.floor(list.length * random ** skew)] as T;
}

const common =
  'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Patel Shah Kim Khan Singh Chen Wang Li Zhang Liu Gupta Sharma Reddy Rao Cohen Levy Friedman Schwartz Murphy Kelly Sullivan Kennedy Ryan Foster Powell Long Hughes Price Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Russell Bell Do Ma Pham Tran Le Ortiz Gomez Diaz Cruz Reyes Morales Gutierrez Ruiz Alvarez Castillo Jimenez Moreno Romero Herrera Medina'.split(
    ' ',
  );
const heads =
  'Ab Al Ar Bar Ben Ber Bran Cal Cor Dal Dor El Fal Far Gal Gor Hal Har Kel Kor Lam Lan Mar Mer Mor Nor Ol Os Pal Pet Quin Ral Ros Sal Sand Stan Tal Tor Ul Van Ver Wal Wes Yor Zim'.split(
    ' ',
  );
const middles =
  'a ba be da der di en er go i in ka la len li man mer na ni o ra re ri ro sa si ta te ti va'.split(' ');
const tails =
  'berg by den dez don er feld field ford ham hurst ini ino kin land ley low man mann ner nik off ova owski sen ski son stein ston ton vic ward well wick wood worth'.split(
    ' ',
  );
const rare = heads.flatMap((head) => middles.flatMap((middle) => tails.map((tail) => head + middle + tail)));
/** One family in three has a name everybody knows; Smith is one in a hundred. */
function surname(isCommon: boolean, random: number): string {
  return isCommon ? skewed(common, random, 1.3) : skewed(rare, random, 1);
}

const givens =
  'James John Robert Michael William David Mary Patricia Jennifer Linda Elizabeth Susan Jessica Sarah Karen Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark Donald Steven Andrew Paul Joshua Kenneth Nancy Lisa Margaret Betty Sandra Ashley Emily Kimberly Michelle Amanda Melissa Deborah Stephanie Rebecca Laura Kevin Brian George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry Anna Maria Rachel Amy Angela Helen Samantha Katherine Christine Diane Julie Joyce Victoria Kelly Christina Lauren Joan Evelyn Olivia Judith Priya Anita Amita Sunil Rajesh Wei Ming Li Hong Mohammed Ahmed Fatima Aisha Jose Luis Carlos Juan Carmen Rosa Olga Ivan Natalia Dmitri Kenji Yuki Min Soo'.split(
    ' ',
  );
const townHeads =
  'Oak Maple Cedar Spring River Lake Green Fair West East North South High Clear Stone Mill Bridge New Saint Mount Port Fort Grand Silver Elm Pine Ash Rock Sand Sun'.split(
    ' ',
  );
const townTails =
  'Park Field Ville Ton Creek Hills Valley Heights Grove Falls Springs Point Haven City Ridge Bluff Harbor Beach Junction Center Woods Meadows View Crossing Bay'.split(
    ' ',
  );
const realTowns =
  'New York NY 100,Los Angeles CA 900,Chicago IL 606,Houston TX 770,Phoenix AZ 850,Philadelphia PA 191,San Antonio TX 782,San Diego CA 921,Dallas TX 752,Austin TX 787,Columbus OH 432,Indianapolis IN 462,Seattle WA 981,Denver CO 802,Boston MA 021,Detroit MI 482,Memphis TN 381,Baltimore MD 212,Milwaukee WI 532,Atlanta GA 303,Miami FL 331,Oak Park IL 603,Cleveland OH 441,Tampa FL 336,Saint Louis MO 631,Pittsburgh PA 152,Cincinnati OH 452'.split(
    ',',
  );
const states =
  'CA TX FL NY PA IL OH GA NC MI NJ VA WA AZ MA TN IN MO MD WI CO MN SC AL LA KY OR OK CT UT IA NV AR MS KS NM NE ID WV HI NH ME MT RI DE SD ND AK VT WY'.split(
    ' ',
  );
export const towns: readonly Town[] = [
  ...realTowns.map((line) => {
    const [, city = '', state = '', zip = ''] = /^(.*) (\w\w) (\d{3})$/.exec(line) ?? [];
    return { city, state, zip: `${zip}01` };
  }),
  ...townHeads.flatMap((head, at) =>
    townTails.flatMap((tail, index) =>
      [0, 1].map((twice) => {
        const number = at * townTails.length + index;
        const state = skewed(states, chooser(number * 2 + twice)(), 1.8);
        return {
          city: `${head} ${tail}`,
          state,
          zip: String(10_000 + (((number * 2 + twice) * 53) % 89_999)),
        };
      }),
    ),
  ),
];
const chains =
  'Wellpath Urgent Care,Bright Family Dental,CareFirst Medical Group,Lumina Eye Center,Summit Physical Therapy,Oak Street Primary Care,MedOne Walk In Clinic,Harbor Dermatology'.split(
    ',',
  );
const kinds =
  'Family Medicine,Internal Medicine,Pediatrics,Orthopedics,Cardiology,Dermatology,Eye Associates,Medical Group,Womens Health,Gastroenterology,Neurology,Urology Associates,Foot and Ankle Center,Primary Care,Surgical Associates,Community Hospital,Regional Medical Center,Health System,Physical Therapy,Dental Care'.split(
    ',',
  );
const forms = ['', '', ' LLC', ' PC', ' PLLC', ', P.A.', ' Inc', ' PC', ' & Associates'];
const credentials = ['MD', 'MD', 'MD', 'DO', 'NP', 'PA-C', 'DDS', 'OD', 'DPM', 'FNP-BC', 'PhD'];

export function createDirectory(people: number, practices: number): Directory {
  const practice = (n: number): Practice => practiceOf(n, people);
  return {
    people,
    practices,
    practice,
    person: (n) => {
      const next = chooser(n * 2 + 1);
      // Large practices have many doctors: the first thousandth of all is chosen far more often.
      const at = practice(Math.floor(practices * next() ** 1.6));
      const hasOwnLine = next() < 0.4;
      const own = lineOf(2_000_000 + n * 2);
      return {
        number: n,
        npi: npi(n),
        family: surname(next() < 0.3, next()),
        given: skewed(givens, next(), 1.6),
        middle: next() < 0.5 ? 'ABCDEFGJKLMNPRSTW'.charAt(Math.floor(next() * 17)) : '',
        credential: skewed(credentials, next(), 1.3),
        practice: at,
        phone: hasOwnLine ? own : at.phone,
        fax: hasOwnLine && next() < 0.5 ? lineOf(2_000_001 + n * 2) : at.fax,
      };
    },
  };
}

function practiceOf(n: number, people: number): Practice {
  const next = chooser(n * 2 + 77_777_777);
  const town = skewed(towns, next(), 2.4);
  const isChain = next() < 0.06;
  const kind = skewed(kinds, next(), 1.2);
  const first = next() < 0.5 ? town.city : surname(next() < 0.4, next());
  const name = isChain ? skewed(chains, next(), 1.5) : `${first} ${kind}${skewed(forms, next(), 1)}`;
  return {
    number: n,
    npi: npi(people + n),
    name,
    town,
    phone: lineOf(n * 2),
    // Some chains read their faxes in one place.
    fax: isChain && next() < 0.2 ? lineOf(9_000_000 + chains.indexOf(name)) : lineOf(n * 2 + 1),
    isChain,
  };
}

/** Ten figures; every line is spread over the exchange so that two wrong figures seldom meet another one. */
function lineOf(n: number): string {
  return String(2_000_000_000 + ((n * 7_919) % 7_999_999_993)).padStart(10, '0');
}
