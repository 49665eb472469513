import fc from 'fast-check';
import { DPU_CLUSTER_GROUPS } from '../cluster';
import { DpuClusterPurpose, DpuClusterRequest } from '../request';
import { CRAFTED_INPUT } from './craftedInput';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    ...CRAFTED_INPUT.flatMap(({ keepalived, name, kubeconfigSecret }) =>
      [keepalived?.interface, keepalived?.vip, name, kubeconfigSecret].filter(
        (text): text is string => text !== undefined,
      ),
    ),
  ),
);

/** Mostly good, so that a request with many fields has a chance to be. */
function mostly(...good: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: hostile },
  );
}

const labels = fc.dictionary(
  mostly('example.com/zone', 'zone', 'a.b-c_d', 'constructor'),
  mostly('', 'a', 'true', '1.2-x_y'),
  { maxKeys: 3 },
);

const whole = (...good: number[]) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.double() },
  );

/** Requests of the right types with any content, good ones among them. */
export const anyRequest: fc.Arbitrary<DpuClusterRequest> = fc.record(
  {
    requestId: mostly('2f6c0a3e-1', 'a', 'x'.repeat(128)),
    name: mostly('blue', 'b', 'b'.repeat(45), 'a-1'),
    type: mostly('kamaji', 'kamaji', 'static', 'example.com/simulated'),
    managementCluster: mostly('lab'),
    namespace: mostly('team-a', 'n'.repeat(63)),
    group: mostly(...Object.values(DPU_CLUSTER_GROUPS)),
    owner: mostly('group:default/team-a', 'user:ann'),
    purpose: fc.constantFrom<DpuClusterPurpose>('dev', 'test', 'prod'),
    expires: mostly('2027-01-31', '2027-01-31T10:00:00+02:00'),
    templateRef: mostly('template:default/dpu-cluster-kamaji'),
    maxNodes: whole(1, 10, 100),
    version: mostly('v1.30.2', 'v1.999.0'),
    labels,
    network: mostly('lab'),
    keepalived: fc.record(
      {
        interface: mostly('br-dpu', 'eth0.100', 'e'.repeat(15), 'a:b'),
        vip: fc.oneof(fc.ipV4(), fc.ipV6(), mostly('10.0.0.10', 'fd00::10')),
        virtualRouterID: whole(1, 126, 255),
        nodeSelector: labels,
      },
      { requiredKeys: [] },
    ),
    kubeconfigUpload: mostly('abc', 'x'.repeat(200)),
    kubeconfigSecret: mostly('admin', 'a.b-c', 'a'.repeat(253)),
  },
  { requiredKeys: ['requestId', 'name', 'type'] },
);
