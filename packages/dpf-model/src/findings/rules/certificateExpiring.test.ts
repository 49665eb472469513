import {
  NOW,
  aCluster,
  aStaticCluster,
  aWorld,
} from '@dpf-portal/test-support';
import { findingsOf } from '../findingsOf';

const HOUR_MS = 60 * 60_000;
const kamaji = aCluster({
  spec: { kubeconfig: 'green-admin-kubeconfig' },
  status: { phase: 'Ready' },
});
const brought = aStaticCluster({ status: { phase: 'Ready' } });

function found(
  cluster: typeof kamaji,
  hoursLeft: number,
  madeByKamaji?: boolean,
) {
  const [finding] = findingsOf(
    cluster,
    aWorld({
      observation: {
        health: 'healthy',
        certificateExpires: new Date(NOW + hoursLeft * HOUR_MS).toISOString(),
      },
      secret: { name: 'green-admin-kubeconfig', state: 'usable', madeByKamaji },
    }),
  ).filter(({ code }) => code === 'CertificateExpiring');
  return finding;
}

describe('CertificateExpiring', () => {
  it.each([
    [29 * 24, undefined],
    [24, undefined],
    [20.5, undefined],
    [19.5, 'warning'],
    [5, 'error'],
    [-1, 'error'],
  ])(
    'says of a certificate that Kamaji renews, %p hours before its end: %p',
    (hoursLeft, severity) => {
      expect(found(kamaji, hoursLeft)?.severity).toBe(severity);
      expect(found(kamaji, hoursLeft, true)?.severity).toBe(severity);
    },
  );

  it('has a remedy that Kamaji understands, and never to delete the Secret', () => {
    const { remedy, who, sentence } = found(kamaji, 19.5) ?? {};
    expect(sentence).toMatch(
      /^The kubeconfig's certificate expires on \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC\./,
    );
    expect(remedy).toContain(
      'kubectl annotate secret -n team-b green-admin-kubeconfig --overwrite certs.kamaji.clastix.io/rotate=""',
    );
    expect(remedy).not.toMatch(/delete/i);
    expect(who).toBe('platform');
  });

  it.each([
    [31 * 24, undefined],
    [29 * 24, 'warning'],
    [6 * 24, 'error'],
  ])(
    'says of a certificate that nobody renews, %p hours before its end: %p',
    (hoursLeft, severity) => {
      expect(found(brought, hoursLeft)?.severity).toBe(severity);
      // A person’s Secret in a cluster of type kamaji.
      expect(found(kamaji, hoursLeft, false)?.severity).toBe(severity);
    },
  );
});
