import { tellKinds, tellPasses, tellScopes, type TellKind, type TellScope } from '../domain/tell.ts';
import type { Hub } from '../pipeline/hub.ts';
import { readTellingAddress, tellingWays } from '../pipeline/tell/telling-ways.ts';
import type { Wishes } from '../store/listeners.ts';
import type { Form } from './form-values.ts';

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What somebody wants, as the form says it; or every sentence that says what is wrong with it. */
export function wishesOf(
  form: Form,
  hub: Pick<Hub, 'destinations'>,
  isPlace: boolean,
): { readonly wishes: Wishes } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const ways = waysOf(form, hub, isPlace, problems);
  const quietFrom = form['quietFrom']?.trim() || null;
  const quietUntil = form['quietUntil']?.trim() || null;
  if ((quietFrom === null) !== (quietUntil === null))
    problems.push('Quiet hours have a beginning and an end: fill in both, or neither.');
  for (const time of [quietFrom, quietUntil])
    if (time !== null && !clock.test(time)) problems.push(`“${time}” is no time of day, such as 20:00.`);
  if (quietFrom !== null && quietFrom === quietUntil)
    problems.push('Quiet hours that begin and end at the same time are none: leave both empty, or mute.');
  const digest = (['off', 'hour', 'day'] as const).find((one) => one === form['digest']);
  if (digest === undefined) problems.push('Choose how alerts are collected.');
  const digestAt = form['digestAt']?.trim() || '08:00';
  if (!clock.test(digestAt)) problems.push(`“${digestAt}” is no time of day, such as 08:00.`);
  if (problems.length > 0) return { problems };
  return {
    wishes: {
      wants: wantsOf(form),
      byEmail: !isPlace && form['byEmail'] === '1',
      quietFrom,
      quietUntil,
      digestAt,
      ways,
      digest: digest ?? 'off',
      passes: tellPasses.filter((pass) => form[`pass:${pass}`] === '1'),
    },
  };
}

function waysOf(
  form: Form,
  hub: Pick<Hub, 'destinations'>,
  isPlace: boolean,
  problems: string[],
): Wishes['ways'] {
  return tellingWays(hub, isPlace).flatMap((way) => {
    const address = form[`way:${way.name}`]?.trim() ?? '';
    if (address === '') return [];
    const read = readTellingAddress(hub, way, address);
    if ('address' in read) return [{ destination: way.name, address: read.address }];
    problems.push(`${way.name}: “${address}” ${read.problem}.`);
    return [];
  });
}

/** What is left as it is by default is not written down: it follows the teams. */
function wantsOf(form: Form): Wishes['wants'] {
  return Object.fromEntries(
    tellKinds.flatMap((kind): readonly (readonly [TellKind, TellScope])[] => {
      const scope = tellScopes.find((one) => one === form[`want:${kind}`]);
      return scope === undefined ? [] : [[kind, scope]];
    }),
  );
}
