import type { LetterKind } from '../pipeline/packet/letter-template.ts';

/** What each letter is called, and when it goes out. */
export const letterWords: Readonly<Record<LetterKind, { readonly name: string; readonly when: string }>> = {
  cover: { name: 'Cover of a note', when: 'On the first page of every visit note.' },
  no_show: { name: 'Missed appointment', when: 'The morning after a patient did not come.' },
  cancellation: {
    name: 'Cancelled appointment',
    when: 'When an appointment is cancelled and none takes its place.',
  },
  rebooked: {
    name: 'New appointment',
    when: 'When an office was told of a missed or cancelled appointment and there is a new one.',
  },
  correction: { name: 'Correction', when: 'When an office was told of something that is not so.' },
  decline: { name: 'Decline', when: 'Sent by a person, from a referral that was declined.' },
  thank_you: { name: 'Thank-you', when: 'Sent by a person, once for a referral.' },
};
