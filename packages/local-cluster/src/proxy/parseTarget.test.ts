import { parseTarget } from './ConnectProxy';

describe('parseTarget', () => {
  it.each([
    ['10.66.66.66:31000', { host: '10.66.66.66', port: 31000 }],
    ['T1.Team-A.svc:6443', { host: 't1.team-a.svc', port: 6443 }],
    ['[FD00::1]:6443', { host: 'fd00::1', port: 6443 }],
  ])('reads %s', (authority, target) => {
    expect(parseTarget(authority)).toEqual(target);
  });

  it.each(['', 'host', 'host:0', 'host:70000', 'a:b:1', 'http://x:1', 'x y:1'])(
    'refuses %j',
    authority => {
      expect(parseTarget(authority)).toBeUndefined();
    },
  );
});
