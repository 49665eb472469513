import fc from 'fast-check';
import {
  DPU_CLUSTER_GROUPS,
  DpuClusterRequest,
  dpuClusterRequestSchema,
} from '@dpf-portal/dpf-model';
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

const network = mostly('lab');
const keepalived = fc.record(
  {
    interface: mostly('br-dpu', 'eth0.100', 'e'.repeat(15), 'a-b'),
    vip: fc.oneof(fc.ipV4(), fc.ipV6(), mostly('10.0.0.10', 'fd00::10')),
    virtualRouterID: whole(1, 126, 255),
    nodeSelector: labels,
  },
  { requiredKeys: [] },
);
const kubeconfigUpload = mostly('0123456789abcdef'.repeat(3), 'f'.repeat(48));
const kubeconfigSecret = mostly('admin', 'a.b-c', 'a'.repeat(253));

const common = {
  requestId: mostly('2f6c0a3e-1', 'a', 'x'.repeat(128)),
  name: mostly('blue', 'b', 'b'.repeat(45), 'a-1'),
  managementCluster: mostly('lab'),
  namespace: mostly('team-a', 'n'.repeat(63)),
  group: mostly(...Object.values(DPU_CLUSTER_GROUPS)),
  owner: mostly('group:default/team-a', 'user:ann'),
  purpose: fc.constantFrom(...dpuClusterRequestSchema.properties.purpose.enum),
  credentials: fc.constantFrom(
    ...dpuClusterRequestSchema.properties.credentials.enum,
  ),
  expires: mostly('2027-01-31', '2027-01-31T10:00:00+02:00'),
  templateRef: mostly('template:default/dpu-cluster-kamaji'),
  maxNodes: whole(1, 10, 100),
  version: mostly('v1.30.2', 'v1.999.0'),
  labels,
};
const ALWAYS = ['requestId', 'name', 'type'] as const;

/** Requests of the right types with any content, many good ones among them. */
export const anyRequest: fc.Arbitrary<DpuClusterRequest> = fc.oneof(
  fc.record(
    { ...common, type: fc.constant('kamaji'), network, keepalived },
    { requiredKeys: [...ALWAYS] },
  ),
  fc.record(
    { ...common, type: fc.constant('static'), kubeconfigUpload },
    { requiredKeys: [...ALWAYS, 'kubeconfigUpload'] },
  ),
  fc.record(
    { ...common, type: fc.constant('static'), kubeconfigSecret },
    { requiredKeys: [...ALWAYS, 'kubeconfigSecret'] },
  ),
  fc.record(
    {
      ...common,
      type: mostly('kamaji', 'static', 'example.com/simulated'),
      network,
      keepalived,
      kubeconfigUpload,
      kubeconfigSecret,
    },
    { requiredKeys: [...ALWAYS] },
  ),
);
