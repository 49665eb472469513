import { readClusterInfo } from './readClusterInfo';

const cluster = (fields: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: '', cluster: fields }],
    contexts: null,
    users: null,
  });
const ca = btoa('-----BEGIN CERTIFICATE-----');

describe('readClusterInfo', () => {
  it('should read server and authority', () => {
    const server = 'https://10.66.66.66:31443';
    const text = cluster({ server, 'certificate-authority-data': ca });
    expect(readClusterInfo(text)).toEqual({
      server,
      ca: '-----BEGIN CERTIFICATE-----',
    });
  });

  it.each([
    '',
    'clusters',
    '{}',
    '{clusters: []}',
    '{clusters: {a: b}}',
    '{clusters: [{cluster: &a {server: *a}}]}',
    cluster({ server: 'https://10.66.66.66' }),
    cluster({ server: 7, 'certificate-authority-data': ca }),
    cluster({ server: 'https://a', 'certificate-authority-data': '%' }),
    `${'['.repeat(10_000)}`,
  ])('should make nothing of %.60s', text => {
    expect(readClusterInfo(text)).toBeUndefined();
  });
});
