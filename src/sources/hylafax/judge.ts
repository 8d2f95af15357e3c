import { createHash } from 'node:crypto';
import { readForm, type FormField } from '../../formats/multipart/read-form.ts';
import { faxArrival, faxFault, type ReportedFax } from '../../sdk/fax-arrival.ts';
import { refused, type GatewayPost, type Judgement } from '../../sdk/gateway-door.ts';

/**
 * One fax as the script posts it: the arguments of `faxrcvd` (faxrcvd(8C): qfile devid commid error-msg callid…) under their names,
 * what `faxinfo` says of the file, and the file.
 */
export function judge(post: GatewayPost): Promise<Judgement> {
  let fields: readonly FormField[];
  try {
    fields = readForm(post.body, post.contentType);
  } catch {
    return Promise.resolve(refused(400, 'form-unreadable', 'Post multipart/form-data, as the script does.'));
  }
  const said = (name: string): string => textOf(fields.find((field) => field.name === name));
  const file = fields.find((field) => field.name === 'file');
  if (said('qfile') === '' || said('commid') === '')
    return Promise.resolve(refused(400, 'fields-missing', 'The fields qfile and commid name the fax.'));
  const fax = faxOf(post.peer, said, file?.bytes);
  const error = said('error-msg');
  const arrival =
    file && file.bytes.byteLength > 0
      ? faxArrival(fax, { bytes: file.bytes, contentType: 'image/tiff' })
      : faxFault(fax, { code: 'reception-failed', reason: withoutPages(error) });
  return Promise.resolve({ is: 'fax', arrival });
}

function faxOf(peer: string, said: (name: string) => string, bytes: Uint8Array | undefined): ReportedFax {
  const info = said('faxinfo');
  const error = said('error-msg');
  const pages = Number(/^\s*Pages:\s*(\d+)\s*$/m.exec(info)?.[1] ?? Number.NaN);
  return {
    gateway: 'hylafax',
    id: idOf(said, bytes),
    peer,
    from: said('CIDNumber'),
    to: said('DIDNumber'),
    callerName: said('CIDName'),
    csid: /^\s*Sender:\s*(.+?)\s*$/m.exec(info)?.[1],
    receivedAt: said('received'),
    pages: Number.isNaN(pages) ? undefined : pages,
    isPartial: error !== '',
    notice: {
      qfile: said('qfile'),
      devid: said('devid'),
      commid: said('commid'),
      'error-msg': error,
      CIDNumber: said('CIDNumber'),
      CIDName: said('CIDName'),
      DIDNumber: said('DIDNumber'),
      faxinfo: info,
    },
  };
}

/** Both numbers of a fax are counters in files of the server, which start anew after a reinstallation: the pages tell those apart. */
function idOf(said: (name: string) => string, bytes: Uint8Array | undefined): string {
  const hash = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
    .slice(0, 16);
  const file = said('qfile').split('/').at(-1) ?? '';
  return `${said('commid')}:${file}:${hash}`;
}

function withoutPages(error: string): string {
  const why = error === '' ? '' : ` (“${error.slice(0, 100)}”)`;
  return `The fax server received no page${why}. If the caller's number is known, ask the office to send it again.`;
}

/** A value without control characters, as the server has it. */
function textOf(field: FormField | undefined): string {
  return (field?.bytes.toString('utf8') ?? '').slice(0, 4_000).trim();
}
