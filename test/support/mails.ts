/** A mail of one text part, another one for every number. */
export function plainMail(number: number, head: readonly string[] = []): Buffer {
  return Buffer.from(
    [
      ...head,
      'From: ZZTEST Front Desk <frontdesk@office.example>',
      'To: referrals@practice.example',
      `Subject: Referral ${number}`,
      'Date: Mon, 5 Jan 2026 09:30:00 -0500',
      `Message-ID: <${number}@office.example>`,
      '',
      `Please see this patient (${number}).`,
      '',
    ].join('\r\n'),
  );
}

/** A mail with a PDF of so many bytes attached; `isCut`: without its closing delimiter. */
export function mailWithSheet(bytes: number, isCut = false): Buffer {
  const content = Buffer.alloc(bytes, 'ZZTEST %PDF ').toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return Buffer.from(
    [
      'From: frontdesk@office.example',
      'Subject: Sheet',
      'Message-ID: <sheet@office.example>',
      'Content-Type: multipart/mixed;',
      ' boundary="zz-sheet"',
      '',
      '--zz-sheet',
      'Content-Type: application/pdf; name="referral.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      content,
      isCut ? '' : '--zz-sheet--',
      '',
    ].join('\r\n'),
  );
}
