import { Agent, request } from 'node:http';
import { quantile } from './report.ts';

/** Updates of appointments over HTTP, each connection one after the other. */
export type FhirLoadInput = {
  readonly port: number;
  readonly token: string;
  readonly connections: number;
  /** Ids of appointments begin with this. */
  readonly prefix: string;
  readonly ms: number;
};

export type FhirLoadResult = {
  /** Updates answered 200 with the place of the appointment that was sent. */
  readonly answered: number;
  readonly wrong: number;
  readonly ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

const input = JSON.parse(process.argv[2] ?? '{}') as FhirLoadInput;
const agent = new Agent({ keepAlive: true, maxSockets: input.connections });
const latencies: number[] = [];
let wrong = 0;
const startedAt = performance.now();

/** An appointment as EMRs send it, about 1.5 kB. */
function appointmentOf(id: string, version: number): string {
  return JSON.stringify({
    resourceType: 'Appointment',
    id,
    meta: { versionId: String(version), lastUpdated: '2026-03-02T14:05:00.000Z', source: 'urn:oid:2.999.1' },
    identifier: [{ use: 'usual', system: 'urn:oid:2.999.1.3', value: `TEST-${id}` }],
    status: version % 3 === 2 ? 'cancelled' : 'booked',
    serviceType: [{ coding: [{ system: 'urn:oid:2.999.1.4', code: 'NEW', display: 'New patient visit' }] }],
    specialty: [
      {
        coding: [
          { system: 'http://nucc.org/provider-taxonomy', code: '207W00000X', display: 'Ophthalmology' },
        ],
      },
    ],
    reasonCode: [{ text: 'Blurred vision in the left eye for two weeks, referred by the optometrist' }],
    description: 'New patient visit, dilated examination; the patient brings earlier pictures',
    basedOn: [{ reference: `ServiceRequest/${id}`, display: 'Referral' }],
    start: '2026-03-12T10:00:00-05:00',
    end: '2026-03-12T10:30:00-05:00',
    minutesDuration: 30,
    created: '2026-03-02T09:05:00-05:00',
    comment: 'Booked by telephone. The patient asked for a morning.',
    participant: [
      {
        actor: { reference: `Patient/${id}`, display: 'ZZTESTBENCH, INES' },
        required: 'required',
        status: 'accepted',
      },
      {
        actor: { reference: 'Practitioner/d1', display: 'ZZTESTDOCTOR, OMAR' },
        required: 'required',
        status: 'accepted',
      },
      { actor: { reference: 'Location/l1', display: 'Lakeside Eye, Main Street' }, status: 'accepted' },
    ],
  });
}

function update(id: string, version: number): Promise<void> {
  const body = appointmentOf(id, version);
  const path = `/v1/channels/ehr/fhir/Appointment/${id}`;
  const headers = {
    Authorization: `Bearer ${input.token}`,
    'Content-Type': 'application/fhir+json',
    'Content-Length': Buffer.byteLength(body),
  };
  const at = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      { port: input.port, host: '127.0.0.1', method: 'PUT', path, agent, headers },
      (response) => {
        response.resume();
        response.once('end', () => {
          const isRight = response.statusCode === 200 && response.headers.location?.endsWith(path);
          if (isRight) latencies.push(performance.now() - at);
          else wrong += 1;
          resolve();
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

async function run(sender: number): Promise<void> {
  for (let count = 0; performance.now() - startedAt < input.ms; count += 1)
    await update(`${input.prefix}-${sender}-${Math.floor(count / 3)}`, (count % 3) + 1);
}

await Promise.all(Array.from({ length: input.connections }, (_, sender) => run(sender)));
const ms = performance.now() - startedAt;
const sorted = latencies.toSorted((a, b) => a - b);
const result: FhirLoadResult = {
  answered: latencies.length,
  wrong,
  ms,
  p50Ms: quantile(sorted, 0.5),
  p99Ms: quantile(sorted, 0.99),
};
agent.destroy();
process.send?.(result, () => process.disconnect());
