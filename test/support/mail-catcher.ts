import { SMTPServer } from 'smtp-server';

export type MailCatcher = {
  readonly url: string;
  readonly mails: string[];
  /** Answers every mail with this SMTP code while it is set. */
  refuse: number | undefined;
  readonly stop: () => Promise<void>;
};

/** A real SMTP server on loopback that keeps what it is sent, decoded no further than quoted-printable line breaks. */
export async function startMailCatcher(onMail: () => void = () => undefined): Promise<MailCatcher> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (catcher.refuse !== undefined)
          return done(Object.assign(new Error('not now'), { responseCode: catcher.refuse }));
        catcher.mails.push(Buffer.concat(chunks).toString('utf8').replaceAll('=\r\n', ''));
        onMail();
        done();
      });
    },
  });
  // A client that was killed resets its connection.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const catcher: MailCatcher = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    refuse: undefined,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return catcher;
}
