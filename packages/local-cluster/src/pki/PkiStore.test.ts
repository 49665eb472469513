import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PkiStore } from './PkiStore';

describe('PkiStore', () => {
  let directory: string;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'pki-'));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true }));

  it('makes an authority and certificates once and finds them again', async () => {
    const make = async () => {
      const pki = new PkiStore(directory);
      const authority = await pki.authority('ca');
      const leaf = await pki.leaf('server', authority, {
        usage: 'server',
        commonName: 'kube-apiserver',
        ips: ['127.0.0.1', 'fd00::1'],
        dnsNames: ['localhost'],
      });
      return { ca: authority.credentials, leaf };
    };
    const first = await make();
    expect(await make()).toEqual(first);
  });

  it('issues certificates that its authority has signed, with names and purpose', async () => {
    const pki = new PkiStore(directory);
    const authority = await pki.authority('ca');
    const issued = await authority.issue({
      usage: 'client',
      commonName: 'admin',
      organizations: ['system:masters', 'others'],
      ips: ['10.20.0.10'],
    });
    const ca = new X509Certificate(authority.credentials.certificate);
    const certificate = new X509Certificate(issued.certificate);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.subject.split('\n')).toEqual([
      'O=system:masters',
      'O=others',
      'CN=admin',
    ]);
    expect(certificate.checkIP('10.20.0.10')).toBe('10.20.0.10');
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(ca.ca).toBe(true);
    expect(certificate.ca).toBe(false);
  });

  it('signs with an authority read from disk', async () => {
    await new PkiStore(directory).authority('ca');
    const again = await new PkiStore(directory).authority('ca');
    const { certificate } = await again.issue({ usage: 'client' });
    const ca = new X509Certificate(again.credentials.certificate);
    expect(new X509Certificate(certificate).verify(ca.publicKey)).toBe(true);
  });

  it('lets nobody else read what it writes', async () => {
    const pki = new PkiStore(directory);
    await pki.authority('ca');
    await pki.keyPair('service-account');
    for (const name of fs.readdirSync(directory)) {
      const { mode } = fs.statSync(path.join(directory, name));
      expect([name, (mode % 0o1000).toString(8)]).toEqual([name, '600']);
    }
  });
});
