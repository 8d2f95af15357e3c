import type { Hl7Message, Mapped } from '#hub';
import type { AppointmentRules } from '../shared/appointments.ts';
import { builtInMapping, type Reading } from '../shared/built-in-mapping.ts';
import { adtRules, adtTypes, readAdt, type VisitRules } from './adt.mapping.ts';
import { mdmRules, mdmTypes, readMdm } from './mdm.mapping.ts';
import { orderRules, readOrderMessage, type OrderRules } from './orders.mapping.ts';
import { oruRules, readOru, type ResultRules } from './oru.mapping.ts';
import { readRef, refTypes } from './ref.mapping.ts';
import { readSiu, siuRules, siuTypes } from './siu.mapping.ts';

export type AllRules = AppointmentRules & VisitRules & ResultRules & OrderRules;

/** For a channel that carries everything one EMR sends: each message type by its own mapping, one set of rules. */
export default builtInMapping<AllRules>({
  name: 'hl7v2/all',
  version: 1,
  accepts: [...siuTypes, ...adtTypes, ...refTypes, 'OMG^O19', 'ORM^O01', 'OSU^O51', ...mdmTypes, 'ORU^R01'],
  rules: { ...mdmRules, ...siuRules, ...adtRules, ...oruRules, ...orderRules },
  read: readAny,
});

function readAny(message: Hl7Message, reading: Reading<AllRules>): Mapped {
  switch (message.get('MSH-9.1') ?? '') {
    case 'SIU':
      return readSiu(message, reading);
    case 'ADT':
      return readAdt(message, reading);
    case 'REF':
      return readRef(message, reading);
    case 'MDM':
      return readMdm(message, reading);
    case 'ORU':
      return readOru(message, reading);
    default:
      return readOrderMessage(message, reading);
  }
}
