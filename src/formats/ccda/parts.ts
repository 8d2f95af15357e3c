import { defined } from '../../lib/defined.ts';
import type { CcdaAddress, CcdaCode, CcdaId, CcdaName, CcdaParty, CcdaTelecom } from './document.ts';
import { elementAt, elementsAt, textBelow, type XmlElement } from './element.ts';

/** Ids that say something: `nullFlavor` ones do not. */
export function readIds(from: XmlElement | undefined, name = 'id'): readonly CcdaId[] {
  return elementsAt(from, name).flatMap(({ attributes }) => {
    const root = attributes.get('root')?.trim();
    const extension = attributes.get('extension')?.trim();
    if (!root || attributes.has('nullflavor')) return [];
    return [extension ? { root, extension } : { root }];
  });
}

export function readCode(element: XmlElement | undefined): CcdaCode | undefined {
  const code = element?.attributes.get('code');
  if (!element || !code) return undefined;
  return {
    code,
    ...defined({
      system: element.attributes.get('codesystem'),
      name: element.attributes.get('displayname'),
    }),
  };
}

export function readName(element: XmlElement | undefined): CcdaName | undefined {
  if (!element) return undefined;
  const part = (name: string): string | undefined => textBelow(elementAt(element, name)) || undefined;
  const given = elementsAt(element, 'given').map(textBelow).filter(Boolean);
  const family = part('family');
  const text = family === undefined && given.length === 0 ? textBelow(element) || undefined : undefined;
  if (family === undefined && given.length === 0 && text === undefined) return undefined;
  return { given, ...defined({ family, prefix: part('prefix'), suffix: part('suffix'), text }) };
}

export function readAddresses(from: XmlElement | undefined): readonly CcdaAddress[] {
  return elementsAt(from, 'addr').flatMap((addr) => {
    const part = (name: string): string | undefined => textBelow(elementAt(addr, name)) || undefined;
    const address = {
      lines: elementsAt(addr, 'streetAddressLine').map(textBelow).filter(Boolean),
      ...defined({
        city: part('city'),
        state: part('state'),
        zip: part('postalCode'),
        country: part('country'),
      }),
    };
    return address.lines.length === 0 && Object.keys(address).length === 1 ? [] : [address];
  });
}

export function readTelecoms(from: XmlElement | undefined): readonly CcdaTelecom[] {
  return elementsAt(from, 'telecom').flatMap(({ attributes }) => {
    const value = attributes.get('value')?.trim();
    return value ? [{ value, ...defined({ use: attributes.get('use') }) }] : [];
  });
}

/** Both ends of a time, or one moment as both. */
export function timeOf(element: XmlElement | undefined): { readonly from?: string; readonly to?: string } {
  const at = element?.attributes.get('value');
  return defined({
    from: elementAt(element, 'low')?.attributes.get('value') ?? at,
    to: elementAt(element, 'high')?.attributes.get('value') ?? at,
  });
}

const PEOPLE = ['assignedPerson', 'informationRecipient', 'associatedPerson'] as const;
const ORGANISATIONS = ['representedOrganization', 'receivedOrganization', 'scopingOrganization'] as const;

/** Whoever stands in a role; undefined when neither a person nor an organisation is named. */
export function readParty(participation: XmlElement, role: string): CcdaParty | undefined {
  const entity = elementAt(participation, role);
  if (!entity) return undefined;
  const person = PEOPLE.map((name) => elementAt(entity, name, 'name')).find(Boolean);
  const organisation = ORGANISATIONS.map((name) => elementAt(entity, name)).find(Boolean);
  const name = readName(person);
  const organisationName = textBelow(elementAt(organisation, 'name')) || undefined;
  const ids = readIds(entity);
  if (!name && !organisationName && ids.length === 0) return undefined;
  return {
    path: `${participation.name}/${role}`,
    ids,
    telecoms: [...readTelecoms(entity), ...readTelecoms(organisation)],
    ...defined({
      name,
      organisation: organisation && {
        ids: readIds(organisation),
        ...defined({ name: organisationName }),
      },
      address: readAddresses(entity)[0] ?? readAddresses(organisation)[0],
      time: elementAt(participation, 'time')?.attributes.get('value'),
    }),
  };
}
