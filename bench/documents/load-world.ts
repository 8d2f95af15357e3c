/** The directory and the patient index of a generated world, in a database as the hub keeps them. */
import { newId } from '../../src/lib/ids.ts';
import type { PartyClaim } from '../../src/domain/fact.ts';
import { execute, sql, type Database } from '../../src/store/database.ts';
import { insertPartnerIdentifiers, insertPartners } from '../../src/store/partners.ts';
import { upsertPatients } from '../../src/store/patients.ts';
import { transaction } from '../../src/store/transaction.ts';
import {
  directoryOf,
  indexOf,
  type Address,
  type Doctor,
  type Office,
  type Patient,
  type World,
} from './generate/world.ts';

export type LoadedWorld = {
  /** `patient-7` by the id in the database. */
  readonly patientOf: ReadonlyMap<string, string>;
  /** `office-7` of an office, `office-7/1234567893` of its doctor, by the id in the database. */
  readonly partnerOf: ReadonlyMap<string, string>;
};

type Entry = {
  readonly id: string;
  readonly name: string;
  readonly claim: PartyClaim;
  readonly isOwn: boolean;
  readonly officeId?: string;
};

export async function loadWorld(db: Database, world: World): Promise<LoadedWorld> {
  const own = { ...world.own, id: 'own', isListed: true, isHospital: false };
  const entries = [own, ...directoryOf(world)].flatMap(entriesOf);
  const patients = indexOf(world).map((patient) => ({ id: newId(), patient }));
  await transaction(db, async (tx) => {
    await insertPartners(
      tx,
      entries.map(({ id, claim, isOwn }) => ({ id, claim, isOwn, stage: 'active', source: 'import' })),
    );
    await insertPartnerIdentifiers(
      tx,
      entries.flatMap(({ id, claim }) => claim.identifiers.map((one) => ({ ...one, partnerId: id }))),
    );
    const roles = entries.flatMap(({ id, officeId }) => (officeId === undefined ? [] : [{ id, officeId }]));
    await execute(
      tx,
      sql`insert into practice_role (id, person_id, organisation_id, is_primary, source)
          select *, true, 'bench' from unnest(${roles.map(() => newId())}::uuid[], ${roles.map(({ id }) => id)}::uuid[],
            ${roles.map(({ officeId }) => officeId)}::uuid[])`,
    );
    await upsertPatients(
      tx,
      patients.map(({ id, patient }) => ({ id, demographics: demographicsOf(patient) })),
    );
  });
  await execute(db, sql`analyze`);
  return {
    patientOf: new Map(patients.map(({ id, patient }) => [id, patient.id])),
    partnerOf: new Map(entries.map(({ id, name }) => [id, name])),
  };
}

function entriesOf(
  office: Pick<Office, 'id' | 'name' | 'phone' | 'fax' | 'address' | 'doctors'>,
): readonly Entry[] {
  const officeId = newId();
  const isOwn = office.id === 'own';
  const place = placeOf(office.address);
  const { phone, fax } = office;
  const claim: PartyClaim = {
    kind: 'organisation',
    identifiers: [],
    organisation: office.name,
    phone,
    fax,
    ...place,
  };
  const doctors = office.doctors.map((doctor): Entry => ({
    id: newId(),
    name: `${office.id}/${doctor.npi}`,
    claim: {
      kind: 'person',
      identifiers: [{ system: 'npi', value: doctor.npi }],
      name: nameOf(doctor),
      phone,
      fax,
      ...place,
    },
    isOwn,
    officeId,
  }));
  return [{ id: officeId, name: office.id, claim, isOwn }, ...doctors];
}

const placeOf = ({ city, state, zip }: Address): Pick<PartyClaim, 'city' | 'state' | 'zip'> => ({
  city,
  state,
  zip,
});

function nameOf({ family, given, middle, credential }: Doctor): NonNullable<PartyClaim['name']> {
  return { family, given, credential, ...(middle === undefined ? {} : { middle }) };
}

function demographicsOf({
  name,
  birthDate,
  sex,
  phone,
  address,
}: Patient): Parameters<typeof upsertPatients>[1][number]['demographics'] {
  const line1 = [address.line1, address.line2].filter(Boolean).join(', ');
  return {
    name,
    birthDate,
    sex,
    phones: [phone],
    address: { line1, city: address.city, state: address.state, zip: address.zip },
  };
}
