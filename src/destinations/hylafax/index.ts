import type { z } from 'zod';
import { readForm } from '../../formats/multipart/read-form.ts';
import { isSameSecret } from '../../lib/same-secret.ts';
import type { Destination } from '../../sdk/destination.ts';
import { openFaxGateway } from '../../sdk/fax-gateway.ts';
import { noNews, refusedNews, serveFaxNews, type FaxNews } from '../../sdk/fax-news.ts';
import { faxEndpoint } from '../../sdk/fax-number.ts';
import { readFaxMark, type FaxEnd } from '../../sdk/fax-outcome.ts';
import type { GatewayPost } from '../../sdk/gateway-door.ts';
import { createHylafaxGateway, jobReport } from './client.ts';
import { hylafaxConfig } from './config.ts';

/** Faxes by a HylaFAX server: jobs by sendfax, news by its notify script, look-ups by faxstat. */
export const hylafaxOut: Destination<z.input<typeof hylafaxConfig>> = {
  name: 'hylafax',
  summary: 'Faxes by a HylaFAX server: sendfax, its notify script, faxstat',
  config: hylafaxConfig,
  endpoint: faxEndpoint,
  isRepeatHarmless: false,
  documentType: 'image/tiff',
  keepsOfficeHours: true,
  open: (context) => {
    const settings = hylafaxConfig.parse(context.config);
    const { notifySecret } = settings;
    if (notifySecret !== undefined)
      serveFaxNews(context, {
        admit: (headers) =>
          isSameSecret(headers.get('authorization') ?? '', `Bearer ${notifySecret}`)
            ? undefined
            : refusedNews(401, 'secret-wrong', 'The script shows another secret.'),
        judge: (post) => Promise.resolve(judge(post)),
      });
    return Promise.resolve(openFaxGateway(createHylafaxGateway(settings)));
  },
};

/** Why the notify script was called (notify(8C)). */
const ends: Readonly<Record<string, FaxEnd | 'failed'>> = {
  done: 'arrived',
  failed: 'failed',
  rejected: 'failed',
  timedout: 'failed',
  requeued: 'under_way',
  blocked: 'under_way',
  removed: 'cancelled',
  killed: 'cancelled',
  format_failed: 'document',
  no_formatter: 'document',
};

/** `why`, and `job`: lines of the job's description (sendq(5F)). Jobs of others are none of ours. */
function judge({ body, contentType }: GatewayPost): FaxNews {
  let said: (name: string) => string;
  try {
    const fields = readForm(body, contentType);
    said = (name) => fields.find((field) => field.name === name)?.bytes.toString('utf8') ?? '';
  } catch {
    return refusedNews(400, 'form-unreadable', 'Post multipart/form-data, as the script does.');
  }
  const job = new Map(said('job').split('\n').map(pairOf));
  const end = ends[said('why').trim()];
  const [id = '', mark = ''] = [job.get('jobid'), job.get('jobtag')];
  if (end === undefined || id === '' || !readFaxMark(mark)) return noNews;
  const one = {
    id,
    mark,
    sent: job.get('npages'),
    all: job.get('totpages'),
    status: job.get('status') ?? '',
  };
  return { is: 'report', report: jobReport(one, end) };
}

function pairOf(line: string): readonly [string, string] {
  const at = line.indexOf(':');
  return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
