import { rewritePaths } from './rewritePaths';

const mounts = [
  { mountPath: '/etc/kubernetes/pki', directory: '/host/pki' },
  { mountPath: '/etc/kubernetes', directory: '/host/all' },
  { mountPath: '/etc/kubernetes/pki/etcd/', directory: '/host/etcd' },
];

describe('rewritePaths', () => {
  it.each([
    [
      '--tls-cert-file=/etc/kubernetes/pki/a.crt',
      '--tls-cert-file=/host/pki/a.crt',
    ],
    [
      '--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt',
      '--etcd-cafile=/host/etcd/ca.crt',
    ],
    ['/etc/kubernetes/admin.conf', '/host/all/admin.conf'],
    ['--a=/etc/kubernetes/pki,/etc/kubernetes/x', '--a=/host/pki,/host/all/x'],
  ])('%s becomes %s', (before, after) => {
    expect(rewritePaths(before, mounts)).toBe(after);
  });

  it.each([
    '--a=/etc/kubernetes/pkiold/x',
    '--a=/other/etc/kubernetes',
    '--secure-port=6443',
  ])('leaves %s alone', argument => {
    expect(rewritePaths(argument, [mounts[0]])).toBe(argument);
  });

  it('does not look again at what it has put in', () => {
    expect(
      rewritePaths('--a=/a/x', [
        { mountPath: '/a', directory: '/b' },
        { mountPath: '/b', directory: '/c' },
      ]),
    ).toBe('--a=/b/x');
  });

  it('changes nothing without mounts', () => {
    expect(rewritePaths('--a=/x', [])).toBe('--a=/x');
  });
});
