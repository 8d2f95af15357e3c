import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Identity = { readonly certFile: string; readonly keyFile: string };
export type Authority = Identity & { readonly issue: (name: string) => Identity };

/** Tests of TLS need certificates made here and now; the tool for it is on every developer machine we know. */
export const hasOpenssl = canRun('openssl', ['version']);

/** A certificate authority in a directory of its own. Its certificates live one day and name 127.0.0.1. */
export function createAuthority(name: string): Authority {
  const directory = mkdtempSync(join(tmpdir(), 'referloop-tls-'));
  const path = (file: string): string => join(directory, file);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl([
    'req',
    '-x509',
    ...key,
    '-days',
    '1',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.crt'),
  ]);
  return {
    certFile: path('ca.crt'),
    keyFile: path('ca.key'),
    issue: (subject) => {
      const [keyFile, requestFile, certFile] = [
        path(`${subject}.key`),
        path(`${subject}.csr`),
        path(`${subject}.crt`),
      ];
      const names = path(`${subject}.names`);
      writeFileSync(names, `subjectAltName=DNS:${subject},DNS:localhost,IP:127.0.0.1\n`);
      openssl(['req', ...key, '-subj', `/CN=${subject}`, '-keyout', keyFile, '-out', requestFile]);
      openssl(
        `x509 -req -days 1 -CAcreateserial -in ${requestFile} -CA ${path('ca.crt')} -CAkey ${path('ca.key')} -extfile ${names} -out ${certFile}`.split(
          ' ',
        ),
      );
      return { certFile, keyFile };
    },
  };
}

export function canRun(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
