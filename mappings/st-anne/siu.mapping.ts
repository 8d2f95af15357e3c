import siu from '../hl7v2/siu.mapping.ts';
import { readPerson } from '../shared/people.ts';
import { standardAppointmentStatus } from '../shared/status-words.ts';

/** St. Anne writes site status words, keeps the referring doctor in ZRF-2 and has two doctors who refer to each other. */
export default siu.with({
  name: 'st-anne/siu',
  version: 1,
  rules: {
    appointmentStatus: {
      ...standardAppointmentStatus,
      dilating: 'arrived',
      'with scribe': 'arrived',
      lwbs: 'no_show',
    },
    // The same authority, whether the message writes its name or its OID.
    authorities: { STANNE: 'urn:oid:1.2.840.99999.1' },
    own: ['2000000002'],
    referrer: (message, standard, reading) => readPerson(message.segment('ZRF'), 2, reading) ?? standard(),
  },
});
