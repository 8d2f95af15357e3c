import { asyncApiDocument } from '../../api/asyncapi-document.ts';
import { openApiDocument } from '../../api/openapi-document.ts';
import type { Channel } from '../../sdk/channel.ts';
import { channelsDocument } from './channels-document.ts';
import { configurationDocument } from './configuration-document.ts';
import { crmDocument } from './crm-document.ts';
import { eventsDocument } from './events-document.ts';
import { statesDocument } from './states-document.ts';

/** Every generated document by file name. The same code, channels and fixtures make the same text. */
export async function makeDocuments(
  channels: readonly Channel[],
  root: string,
): Promise<ReadonlyMap<string, string>> {
  const generated = (text: string): string => `<!-- Made by \`npm run docs\`. Do not edit. -->\n\n${text}`;
  return new Map([
    ['openapi.json', `${JSON.stringify(openApiDocument(), undefined, 2)}\n`],
    ['asyncapi.json', `${JSON.stringify(asyncApiDocument(), undefined, 2)}\n`],
    ['states.md', generated(statesDocument())],
    ['events.md', generated(eventsDocument())],
    ['crm.md', generated(crmDocument())],
    ['configuration.md', generated(configurationDocument())],
    ['channels.md', generated(await channelsDocument(channels, root))],
  ]);
}
