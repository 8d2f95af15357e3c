import { defineChannel, mllp } from '#hub';
import all from '../mappings/hl7v2/all.mapping.ts';

/** Everything the demo practice's own EMR sends, on one MLLP port: appointments, visits, orders, notes. */
export default defineChannel({
  name: 'demo-emr',
  owner: 'interfaces@cedar-valley.example',
  source: mllp,
  config: {
    port: Number(process.env['MLLP_PORT'] || 2575),
    host: process.env['HOST'] || '127.0.0.1',
  },
  // Its server stands on the east coast: times without an offset are New York's.
  zone: 'America/New_York',
  mapping: all,
});
