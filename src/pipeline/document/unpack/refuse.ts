import { Failure } from '../../../lib/failure.ts';

/** A file that is refused: a stable code, and a sentence for a person that says what to do and names no patient. */
export function refusal(code: RefusalCode, reason?: string, cause?: unknown): Failure {
  return new Failure('permanent', code, reason ?? REASONS[code], { cause });
}

export const REASONS = {
  empty: 'The file is empty: ask the sender to send it again.',
  damaged: 'The file is damaged and could not be read: ask the sender to send it again.',
  unsupported: 'Files of this kind are not read: ask the sender for a PDF or a fax.',
  password: 'The file is protected by a password: ask the sender for an unprotected one.',
  'no-pages': 'The file has no pages: ask the sender to send it again.',
  'no-text': 'The file has no words to read.',
  'dynamic-form': 'The file is a form that only its own program can show: ask the sender for a printed copy.',
  'too-large': 'The file is larger than 25 MB: ask the sender for a smaller one.',
  'arrival-too-large': 'What arrived is larger than 50 MB: ask the sender to send it in parts.',
  'too-many-pages': 'It has more than 200 pages: ask the sender for the pages of the referral alone.',
  'page-too-large': 'A page has more pixels than any scan: ask the sender for a usual scan or a PDF.',
  'too-deep': 'Mails or archives are packed into one another more than five times.',
  'too-many-files': 'It holds more than 100 files: ask the sender for those of the referral alone.',
  'too-many-parts': 'The mail has more parts than any honest one.',
  'unpacks-too-large': 'It unpacks to more than 100 MB: ask the sender for the files of the referral alone.',
  'took-too-much': 'It took too long to read: it is damaged or made to do harm.',
  'encrypted-mail': 'The mail is encrypted for somebody else: ask the sender to send it by fax or portal.',
} as const;

export type RefusalCode = keyof typeof REASONS;
