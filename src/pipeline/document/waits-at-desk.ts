/** Why a message of documents is not in the ledger yet. */
export const waitsAtDesk = {
  code: 'document',
  reason: 'Its pages wait for a person at the desk of faxes and mails.',
};
