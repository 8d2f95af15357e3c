import { defineChannel, mllp } from '#hub';
import siu from '../mappings/st-anne/siu.mapping.ts';

/** The appointment feed of St. Anne's EMR: the example to copy for a site of your own. */
export default defineChannel({
  name: 'st-anne-scheduling',
  owner: 'interfaces@st-anne.example',
  sender: 'st-anne',
  source: mllp,
  config: { port: 6661 },
  zone: 'America/Chicago',
  accept: (envelope) => envelope.type.startsWith('SIU^'),
  mapping: siu,
});
