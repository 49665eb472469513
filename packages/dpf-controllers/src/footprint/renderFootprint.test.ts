import { FIELD_MANAGERS } from '@dpf-portal/dpf-model';
import { MANAGEMENT_CLUSTER } from './OwnedObject';
import { Footprint } from './readFootprint';
import { renderFootprint, renderFootprintMarkdown } from './renderFootprint';

const NOTHING: Footprint = {
  server: 'https://10.0.0.1:6443',
  objects: [],
  events: [],
  appliedByHand: [],
  notChecked: [],
};
const OBJECT: Footprint['objects'][number] = {
  place: MANAGEMENT_CLUSTER,
  apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
  kind: 'DPUCluster',
  namespace: 'team-a',
  name: 'blue',
  fields: [
    {
      path: 'spec.kubeconfig',
      manager: FIELD_MANAGERS.kamaji,
      since: '2026-11-30T10:00:00Z',
    },
    { path: 'metadata.annotations[dpf-portal.io/owner]' },
  ],
};

describe('renderFootprint', () => {
  it('is the one word none where there is nothing', () => {
    expect(renderFootprint(NOTHING)).toBe('none\n');
    expect(renderFootprintMarkdown(NOTHING)).toContain('none');
  });

  it('names each object, its writers and their fields', () => {
    expect(renderFootprint({ ...NOTHING, objects: [OBJECT] })).toBe(
      [
        'Management cluster https://10.0.0.1:6443',
        '  DPUCluster team-a/blue',
        '    dpf-portal-kamaji, last 2026-11-30T10:00:00Z: spec.kubeconfig',
        '    by its name: metadata.annotations[dpf-portal.io/owner]',
        '',
      ].join('\n'),
    );
  });

  it('does not say none of what was not checked', () => {
    const text = renderFootprint({
      ...NOTHING,
      notChecked: [
        {
          place: MANAGEMENT_CLUSTER,
          what: 'Secrets in all namespaces',
          reason: 'the right “list secrets” is missing',
        },
      ],
    });
    expect(text).not.toContain('none');
    expect(text).toContain('the right “list secrets” is missing');
  });

  it('says none of a portal that only reads, and what was applied for it', () => {
    const text = renderFootprint({
      ...NOTHING,
      appliedByHand: [{ ...OBJECT, kind: 'ClusterRole', fields: [] }],
    });
    expect(text).toMatch(/^none\nApplied from deploy\//);
  });

  it('lets no name control the terminal', () => {
    const name = 'x\u001b[2J\nDPUCluster forged';
    const text = renderFootprint({
      ...NOTHING,
      objects: [{ ...OBJECT, name }],
    });
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^DPUCluster forged/m);
  });
});
