import { parseJson } from '../../formats/json/parse-json.ts';
import { valueAt } from '../../formats/json/pointer.ts';
import { addressOf } from './address.ts';
import { pullSourceConfig } from './config.ts';
import { createPlatform } from './platform.ts';

/**
 * One request as the source would make it, from now on; keeps nothing. Gives how many records the answer has, or `file` for a file
 * that is there. Throws what asking throws; `undefined`: the answer has no list where the channel says.
 */
export async function tryPull(config: unknown): Promise<number | 'file' | undefined> {
  const settings = pullSourceConfig.parse(config);
  const platform = createPlatform(settings);
  if (!settings.records) {
    await (await platform.file(settings.url, {})).cancel();
    return 'file';
  }
  const since = new Date().toISOString();
  const { body } = await platform.page(addressOf(settings, { since, cursor: undefined }));
  const list = valueAt(parseJson(body), settings.records.list);
  return Array.isArray(list) ? list.length : undefined;
}
