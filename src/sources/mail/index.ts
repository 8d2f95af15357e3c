import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { mailArrival } from './arrival.ts';
import { mailSourceConfig } from './config.ts';
import type { MailSettings } from './config.ts';
import { openMailDoor } from './door.ts';
import type { MailDoor } from './door.ts';
import { createMailgunJudge, MAILGUN_LAST_WORD } from './mailgun.ts';
import { admitPostmark, judgePostmark, POSTMARK_LAST_WORD } from './postmark.ts';
import type { SourceMemory } from '../../sdk/source.ts';

/** Mails that a mail service received and posts: Mailgun's routes, Postmark's inbound streams, or a whole mail as it is. */
export const mail: Source<z.input<typeof mailSourceConfig>> = {
  name: 'mail',
  summary: 'Mails posted by a mail service: Mailgun, Postmark, or any that posts whole messages',
  config: mailSourceConfig,
  start: (context) => {
    const settings = mailSourceConfig.parse(context.config);
    return Promise.resolve(openMailDoor(context, doorOf(settings, context.memory)));
  },
};

function doorOf(settings: MailSettings, memory: SourceMemory): MailDoor {
  const { maxBytes } = settings;
  switch (settings.shape) {
    case 'mailgun':
      return {
        maxBytes,
        proof: 'judge',
        lastWord: MAILGUN_LAST_WORD,
        judge: createMailgunJudge(settings, memory),
      };
    case 'postmark':
      return {
        maxBytes,
        proof: 'judge',
        lastWord: POSTMARK_LAST_WORD,
        admit: (headers) => admitPostmark(headers, settings),
        judge: (post) => judgePostmark(post, settings),
      };
    case 'mime':
      return {
        maxBytes,
        proof: 'token',
        lastWord: 413,
        judge: (post) =>
          Promise.resolve({ is: 'mail', arrival: mailArrival(post.body, post.peer, settings) }),
      };
  }
}
