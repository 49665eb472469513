import { parse, stringify } from 'yaml';
import {
  CA_DATA,
  CERTIFICATE_DATA,
  KEY_DATA,
  kubeconfigObject,
} from '@dpf-portal/test-support';
import { inspectKubeconfig, parseSafeKubeconfig } from './inspectKubeconfig';
import { renderKubeconfig } from './renderKubeconfig';
import { UnsafeKubeconfigError } from './KubeconfigInspection';

describe('parseSafeKubeconfig', () => {
  it('should answer the parts that are used', () => {
    expect(parseSafeKubeconfig(stringify(kubeconfigObject()))).toEqual({
      server: 'https://10.0.0.10:6443',
      host: '10.0.0.10',
      port: 6443,
      caData: CA_DATA,
      clientCertificateData: CERTIFICATE_DATA,
      clientKeyData: KEY_DATA,
    });
  });

  it('should join base64 that is broken over lines', () => {
    const broken = CA_DATA.replace(/(.{20})/g, '$1\n');
    const text = stringify(
      kubeconfigObject({ cluster: { 'certificate-authority-data': broken } }),
    );
    expect(parseSafeKubeconfig(text).caData).toBe(CA_DATA);
  });

  it('should throw an error that lists the problems and quotes nothing', () => {
    const text = stringify(
      kubeconfigObject({
        user: { exec: { command: 'rm' } },
        cluster: { server: 'http://10.0.0.10' },
      }),
    );
    let caught: unknown;
    try {
      parseSafeKubeconfig(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UnsafeKubeconfigError);
    expect((caught as UnsafeKubeconfigError).problems).toHaveLength(2);
    expect(String(caught)).toContain('The server must be an https URL.');
    expect(String(caught)).not.toContain(KEY_DATA);
  });
});

describe('renderKubeconfig', () => {
  it('should write a kubeconfig that keeps the rules and says the same', () => {
    const safe = parseSafeKubeconfig(stringify(kubeconfigObject()));
    const text = renderKubeconfig(safe, { clusterName: 'team-a-blue' });
    expect(inspectKubeconfig(text).problems).toEqual([]);
    expect(parseSafeKubeconfig(text)).toEqual(safe);
    expect(parse(text)['current-context']).toBe(
      'team-a-blue-admin@team-a-blue',
    );
  });
});
