/** What the line says of a fax, beside its pages. */
import type { Transport } from '../../../src/domain/document/understanding.ts';
import type { Luck } from './luck.ts';
import type { Office, World } from './world.ts';

export function transportOf(world: World, office: Office, luck: Luck): Transport {
  const isHidden = luck.chance(0.08);
  return {
    kind: 'fax',
    ...(isHidden ? {} : { fromNumber: office.fax }),
    toNumber: world.own.fax,
    ...(office.csid === undefined ? {} : { csid: office.csid }),
    ...(office.callerName === undefined || isHidden ? {} : { callerName: office.callerName }),
    receivedAt: `2026-06-15T${String(luck.whole(12, 21)).padStart(2, '0')}:${luck.whole(10, 59)}:00.000Z`,
  };
}

/** The line along the upper edge of each page of one fax: `undefined` where the machine prints none. */
export function headersOf(office: Office, luck: Luck): (page: number, of: number) => string | undefined {
  const digits = office.fax;
  const number = `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
  const clock = `06/15/2026 ${String(luck.whole(8, 17)).padStart(2, '0')}:${luck.whole(10, 59)}`;
  const name = office.name.slice(0, 22).toUpperCase();
  const style = luck.whole(0, 4);
  const three = (value: number): string => String(value).padStart(3, '0');
  return (page, of) =>
    [
      undefined,
      `${clock}   FAX ${number}   ${name}   P.${three(page)}/${three(of)}`,
      `From: ${name}  Fax: ${digits}   To: +1   ${clock}   Page: ${page} of ${of}`,
      `${clock} PM   ${number}  ->  Page ${page}`,
      `${name.padEnd(24)}${clock}   ${number.replaceAll('-', ' ')}   ${page}/${of}`,
    ][style];
}
