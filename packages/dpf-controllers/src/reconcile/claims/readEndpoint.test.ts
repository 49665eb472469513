import {
  CRAFTED_INPUT,
  craftedCluster,
} from '@dpf-portal/backstage-plugin-dpf-common/testing';
import { kamajiCluster } from '../../__testUtils__/Stage';
import { readEndpoint } from './readEndpoint';

const LONGEST_MESSAGE = 1_000;

describe('readEndpoint', () => {
  it.each(
    CRAFTED_INPUT.filter(
      ({ field }) => field === 'name' || field.startsWith('keepalived'),
    ).map(input => [input.what, input] as const),
  )('refuses %s', (_, input) => {
    const { problem } = readEndpoint(craftedCluster(kamajiCluster(), input));
    expect(problem?.reason).toBe('EndpointInvalid');
    expect(problem?.message.length).toBeLessThan(LONGEST_MESSAGE);
    expect(problem?.message).not.toContain('privileged');
  });

  it.each(['169.254.10.10', '240.0.0.1', 'FE80::1'])(
    'leaves a cluster that runs at %s its address',
    vip => {
      const cluster = kamajiCluster({ keepalived: { vip } });
      expect(readEndpoint(cluster).problem?.reason).toBe('EndpointInvalid');
      expect(readEndpoint(cluster, '10.66.66.66').problem?.reason).toBe(
        'EndpointInvalid',
      );
      expect(readEndpoint(cluster, vip.toLowerCase())).toMatchObject({
        endpoint: { vip: vip.toLowerCase() },
      });
    },
  );

  it('has one spelling for an address', () => {
    expect(
      readEndpoint(kamajiCluster({ keepalived: { vip: 'FD00:0:0::0010' } })),
    ).toMatchObject({ endpoint: { vip: 'fd00::10' } });
  });
});
