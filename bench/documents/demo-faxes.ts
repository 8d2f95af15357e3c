/**
 * Makes the faxes of the demo: referrals of its invented offices as they come off a machine, good ones and bad ones.
 *
 *     node --import tsx bench/documents/demo-faxes.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { partnerNamed, unknownPartner, type DemoPartner } from '../../src/cli/demo/directory.ts';
import { encodeTiff } from '../../src/formats/tiff/encode.ts';
import { drawFax, sendFax, type FaxOptions } from './generate/fax.ts';
import { makeWorld, type Address, type Office, type Patient, type World } from './generate/world.ts';

const folder = join(import.meta.dirname, '..', '..', 'src', 'cli', 'demo', 'faxes');

const home: Address = {
  line1: '100 Example Street',
  line2: '',
  city: 'Cedar Valley',
  state: 'IL',
  zip: '60000',
};
const seed = makeWorld(3);
const world: World = {
  ...seed,
  own: {
    ...seed.own,
    name: 'Cedar Valley Orthopedics',
    phone: '2175550100',
    fax: '2175550101',
    address: home,
    doctors: [{ family: 'ZZTESTHALE', given: 'Iris', credential: 'MD', npi: '1234567893' }],
  },
};

const faxes: readonly (readonly [
  name: string,
  office: Office,
  patient: Patient,
  options: Partial<FaxOptions>,
])[] = [
  [
    'birch-form',
    officeOf(partnerNamed('birch')),
    patient(1, 'ZZTESTBECKER', 'Paula', '1957-08-14', 'F'),
    { layout: 'boxed-form', wear: 'clean' },
  ],
  [
    'cedar-order',
    officeOf(partnerNamed('cedar')),
    patient(2, 'ZZTESTIWASAKI', 'Kenji', '1969-02-03', 'M'),
    { layout: 'emr-order' },
  ],
  [
    'hazel-form',
    officeOf(partnerNamed('hazel')),
    patient(3, 'ZZTESTDELGADO', 'Marisol', '1981-11-27', 'F'),
    { layout: 'table-form', resolution: 'standard' },
  ],
  [
    'new-office-by-hand',
    officeOf(unknownPartner(7)),
    patient(4, 'ZZTESTFOSTER', 'Wendell', '1949-05-30', 'M'),
    { layout: 'lined-form', handwriting: 1 },
  ],
];

mkdirSync(folder, { recursive: true });
for (const [name, office, who, options] of faxes) {
  const fax = await drawOrthopedic({
    set: 'seen',
    resolution: 'fine',
    wear: 'usual',
    ...options,
    office,
    patient: who,
  });
  const file = encodeTiff(await sendFax(fax));
  writeFileSync(join(folder, `${name}.tif`), file);
  console.log(`${name}: ${file.length} bytes, ${fax.truth.pages.length} pages`);
}

/** The first fax of these that is about bones. */
async function drawOrthopedic(options: FaxOptions) {
  for (let number = 1; ; number += 1) {
    const fax = drawFax(world, number, options);
    const codes = fax.truth.documents
      .flatMap(({ fields }) => fields)
      .filter(({ field }) => field === 'diagnosis');
    if (codes.length > 0 && codes.every(({ value }) => value.startsWith('M'))) return fax;
  }
}

function officeOf(partner: DemoPartner): Office {
  return {
    id: partner.key,
    name: partner.practice.replace(' (demo)', ''),
    isHospital: false,
    isListed: true,
    address: { ...home, line1: `${Number(partner.phone.slice(-2))} Orchard Road`, city: partner.city },
    phone: partner.phone,
    fax: `${partner.phone.slice(0, -3)}9${partner.phone.slice(-2)}`,
    doctors: [
      { family: partner.family, given: capitalised(partner.given), credential: 'MD', npi: partner.npi },
    ],
  };
}

function patient(number: number, family: string, given: string, birthDate: string, sex: 'F' | 'M'): Patient {
  return {
    id: String(number),
    isIndexed: false,
    name: { family, given },
    birthDate,
    sex,
    phone: `217555018${number}`,
    address: { ...home, line1: `${20 + number} Mill Road` },
    mrn: `TEST-70${number}`,
    payer: 'Example Health Plan',
    memberId: `EHP5500${number}1`,
  };
}

function capitalised(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}
