import { expect, test } from 'vitest';
import { createAuthority, hasOpenssl } from '../../../test/contracts/certificates.ts';
import { checkFhirDoor } from './fhir-door.ts';

const url = 'https://hub.example';

test('without certificates the address is named', () => {
  expect(checkFhirDoor({ name: 'ehr', config: {} }, url)).toEqual({
    level: 'ok',
    said: 'FHIR resources come to https://hub.example/v1/channels/ehr/fhir',
  });
});

test.skipIf(!hasOpenssl)('certificates that end soon, and keys that are another’s, are told', () => {
  const authority = createAuthority('referloop-test-ca');
  const [hub, other] = [authority.issue('hub'), authority.issue('other')];
  const look = (keyFile: string, certFile = hub.certFile) =>
    checkFhirDoor(
      { name: 'ehr', config: { tls: { port: 8443, certFile, keyFile, clientCaFile: authority.certFile } } },
      url,
    );

  // Those made here live one day.
  expect(look(hub.keyFile)).toMatchObject({ level: 'warn', said: expect.stringContaining('runs out in') });
  expect(look(other.keyFile)).toMatchObject({ level: 'fail', said: expect.stringContaining('tls.keyFile') });
  expect(() => look(hub.keyFile, '/nowhere/hub.crt')).toThrow(
    'tls.certFile: /nowhere/hub.crt cannot be read',
  );
});
