import { processArguments } from './processArguments';

it('keeps the flags of the pod template but those that must fit a process on loopback', () => {
  const container = {
    name: 'kube-apiserver',
    command: ['kube-apiserver', '--v=2'],
    args: [
      '--bind-address=0.0.0.0',
      '--secure-port=31000',
      '--client-ca-file=/pki/ca.crt',
    ],
  };
  const mounts = [{ mountPath: '/pki', directory: '/host' }];
  expect(processArguments(container, mounts, 4711)).toEqual([
    '--v=2',
    '--client-ca-file=/host/ca.crt',
    '--bind-address=127.0.0.1',
    '--secure-port=4711',
    '--endpoint-reconciler-type=none',
    '--profiling=false',
  ]);
});
