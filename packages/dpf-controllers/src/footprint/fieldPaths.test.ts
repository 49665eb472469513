import { fieldPaths } from './fieldPaths';

describe('fieldPaths', () => {
  it('writes paths as people do', () => {
    expect(
      fieldPaths({
        'f:metadata': {
          'f:annotations': { '.': {}, 'f:dpf-portal.io/owner': {} },
          'f:finalizers': {
            '.': {},
            'v:"provisioning.dpu.nvidia.com/cluster-manager-clean-up"': {},
          },
          'f:ownerReferences': { 'k:{"uid":"1"}': {} },
        },
        'f:spec': {
          'f:kubeconfig': {},
          'f:ports': {
            'k:{"port":443,"protocol":"TCP"}': { '.': {}, 'f:name': {} },
          },
        },
        'f:data': { 'f:admin.conf': {} },
      }),
    ).toEqual([
      'data[admin.conf]',
      'metadata.annotations[dpf-portal.io/owner]',
      'metadata.finalizers[provisioning.dpu.nvidia.com/cluster-manager-clean-up]',
      'metadata.ownerReferences[uid=1]',
      'spec.kubeconfig',
      'spec.ports[port=443,protocol=TCP].name',
    ]);
  });

  it('names a map or a list that is owned without its entries', () => {
    expect(fieldPaths({ 'f:metadata': { 'f:labels': { '.': {} } } })).toEqual([
      'metadata.labels',
    ]);
  });

  it.each([[undefined], [null], ['x'], [[]], [{}]])(
    'has no path for %j',
    fields => {
      expect(fieldPaths(fields)).toEqual([]);
    },
  );

  it('ends in what is nested without end', () => {
    let fields: object = {};
    for (let depth = 0; depth < 10_000; depth++) {
      fields = { 'f:a': fields };
    }
    expect(fieldPaths(fields)).toHaveLength(1);
  });
});
