import { aCluster, aWorld } from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS, shownAnnotations } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import { gitManifest } from '../request/newClusterManifest';
import { editsOf, impossibleFields } from './editsOf';
import { managedByGit, retiredInGit } from './gitManager';

const URL = 'https://git.example.com/clusters/blue.yaml';
const TRACKING = 'argocd.argoproj.io/tracking-id';

function applied(
  metadata: Partial<DpuCluster['metadata']> & { managedFields?: object[] },
): DpuCluster {
  return aCluster({ metadata });
}

const byArgo = applied({
  annotations: { [TRACKING]: 'blue:provisioning/DPUCluster:a/b' },
});

describe('A DPUCluster that a tool applies from a repository', () => {
  it('is changed there as far as its manifest goes', () => {
    const change = {
      maxNodes: 5,
      pausedUntil: '2026-11-24T15:00:00Z',
      locked: 'Demo on Friday.',
      labels: { tier: 'gold' },
    };
    expect(impossibleFields({ maxNodes: 5 }, byArgo, aWorld())).toEqual([
      {
        field: 'maxNodes',
        reason:
          'Argo CD application blue sets maxNodes and reverts this change. Change it in the repository instead.',
      },
    ]);
    const refused = impossibleFields(change, byArgo, aWorld());
    expect(refused.map(({ field }) => field)).not.toContain('locked');
    expect(impossibleFields(change, aCluster(), aWorld())).not.toContainEqual(
      expect.objectContaining({ field: 'maxNodes' }),
    );
  });

  it('offers no edit that the tool would revert, for the same reason', () => {
    const { items } = editsOf(byArgo, aWorld());
    expect(items.find(({ edit }) => edit === 'maxNodes')).toEqual({
      edit: 'maxNodes',
      offered: false,
      reason: expect.stringContaining('Change it in the repository instead.'),
    });
    expect(items.find(({ edit }) => edit === 'lock')?.offered).toBe(true);
    expect(items.find(({ edit }) => edit === 'owner')?.offered).toBe(true);
  });

  it('is judged by the fields that the server recorded, where it did', () => {
    const cluster = applied({
      managedFields: [
        {
          manager: 'argocd-controller',
          fieldsV1: {
            'f:metadata': {
              'f:annotations': { 'f:dpf-portal.io/purpose': {} },
              'f:labels': { 'f:tier': {} },
            },
            'f:spec': { 'f:type': {} },
          },
        },
        {
          manager: 'dpf-portal-requests',
          fieldsV1: { 'f:spec': { 'f:maxNodes': {} } },
        },
      ],
    });
    const change = {
      maxNodes: 5,
      purpose: null,
      labels: { tier: 'gold', mine: 'yes' },
    };
    const refused = impossibleFields(change, cluster, aWorld());
    expect(refused).toEqual([
      {
        field: 'purpose',
        reason:
          'Argo CD sets purpose and reverts this change. Change it in the repository instead.',
      },
      {
        field: 'labels',
        reason:
          'Argo CD sets label tier and reverts this change. Change it in the repository instead.',
      },
    ]);
    const own = { labels: { mine: 'yes' } };
    expect(impossibleFields(own, cluster, aWorld())).toEqual([]);
  });

  it('leads to its manifest, where that is an address', () => {
    const cluster = applied({
      annotations: { [DPF_ANNOTATIONS.manifestUrl]: URL },
    });
    expect(managedByGit(cluster)).toBe(
      `A GitOps tool applies this DPUCluster: it reverts a change of what its manifest sets. Change that in the repository instead: ${URL}.`,
    );
    expect(shownAnnotations(cluster.metadata.annotations).manifestUrl).toBe(
      URL,
    );
    // eslint-disable-next-line no-script-url -- it is what must be refused
    const hostile = { [DPF_ANNOTATIONS.manifestUrl]: 'javascript:alert(1)' };
    expect(shownAnnotations(hostile).manifestUrl).toBeUndefined();
    expect(managedByGit(applied({ annotations: hostile }))).not.toContain(
      'javascript',
    );
  });

  it('is retired there, or by hand when its tool is gone', () => {
    expect(retiredInGit(byArgo)?.sentence).toContain(
      'Argo CD application blue applies',
    );
    expect(retiredInGit(byArgo)?.remedy).toMatch(
      /^Remove its manifest in the repository instead\. If nothing applies it any more, remove the mark: `kubectl -n \S+ annotate dpuclusters\.provisioning\.dpu\.nvidia\.com \S+ argocd\.argoproj\.io\/tracking-id-`\.$/,
    );
    const unmarked = applied({
      managedFields: [{ manager: 'argocd-controller' }],
    });
    expect(retiredInGit(unmarked)?.remedy).toMatch(
      /If nothing applies it any more, delete it with `kubectl -n \S+ delete dpuclusters\.provisioning\.dpu\.nvidia\.com \S+`\.$/,
    );
    expect(retiredInGit(aCluster())).toBeUndefined();
    const going = applied({
      annotations: byArgo.metadata.annotations,
      deletionTimestamp: '2026-11-24T15:00:00Z',
    });
    expect(retiredInGit(going)).toBeUndefined();
  });
});

it('A manifest for a repository says which request it comes from and where it lives', () => {
  const annotations = { [DPF_ANNOTATIONS.requestId]: 'task-1' };
  const yaml = gitManifest(applied({ annotations }), URL);
  expect(yaml).toContain('dpf-portal.io/request-id: task-1');
  expect(yaml).toContain(`dpf-portal.io/manifest-url: ${URL}`);
  expect(yaml).not.toContain('status');
});
