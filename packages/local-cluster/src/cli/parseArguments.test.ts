import { parseArguments } from './parseArguments';

describe('parseArguments', () => {
  it('reads every option', () => {
    expect(
      parseArguments([
        ...['up', '--state', 'dir', '--fresh', '--light'],
        ...['--port', '4000', '--parent-pipe', '--shape', 'dpf-24.10'],
      ]),
    ).toEqual({
      command: 'up',
      stateDir: 'dir',
      fresh: true,
      light: true,
      port: 4000,
      shape: 'dpf-24.10',
      parentPipe: true,
    });
  });

  it('uses the newest shape by default', () => {
    expect(parseArguments(['up', '--state', 'dir'])).toMatchObject({
      shape: 'dpf-25.10',
    });
  });

  it.each([
    ['team-a/test', { namespace: 'team-a', name: 'test' }],
    ['static', 'static'],
  ])('reads the names of the DPUs that join %s', (cluster, ref) => {
    expect(
      parseArguments(['join', '--state', 'dir', cluster, 'dpu-1', 'dpu-2']),
    ).toEqual({
      command: 'join',
      stateDir: 'dir',
      cluster: ref,
      names: ['dpu-1', 'dpu-2'],
    });
  });

  it('reads the number of DPUs and the pace', () => {
    expect(
      parseArguments([
        ...['join', '--state', 'dir', 'team-a/test'],
        ...['--count', '1000', '--pace', '0'],
      ]),
    ).toEqual({
      command: 'join',
      stateDir: 'dir',
      cluster: { namespace: 'team-a', name: 'test' },
      count: 1000,
      paceMs: 0,
    });
  });

  it.each([
    [['--help']],
    [['-h']],
    [['help']],
    [['up', '--help']],
    [['join', '--help']],
    [['join', '-h', '--state', 'dir']],
  ])('recognizes %j as a request for help', args => {
    expect(parseArguments(args)).toBeUndefined();
  });

  it.each([
    [[], 'The command must be `up` or `join`'],
    [['up'], '--state DIR is required'],
    [['down', '--state', 'x'], 'The command must be `up` or `join`'],
    [['join', '--state', 'x', 'test', 'dpu-1'], 'or static, not "test"'],
    [['join', '--state', 'x', 'static'], 'Give the names of DPUs or --count'],
    [
      ['join', '--state', 'x', 'static', 'DPU 1'],
      '"DPU 1" is not a valid Node name',
    ],
    [
      ['join', '--state', 'x', 'static', '--count', '0'],
      '--count must be a whole number from 1 to 3000, not 0',
    ],
    [['join', '--state', 'x', 'static', 'd-1', '--count', '1'], 'not both'],
    [
      ['join', '--state', 'x', 'static', 'd-1', '--pace', 'y'],
      '--pace must be a whole number from 0 to 60000, not y',
    ],
    [
      ['up', '--state', 'x', '--port', 'y'],
      '--port must be a port number, not y',
    ],
    [
      ['up', '--state', 'x', '--shape', 'guide'],
      '--shape must be dpf-24.10 or dpf-25.10, not guide',
    ],
    [['up', '--state', 'x', '--other'], /--other/],
    [['--help', '--other'], /--other/],
  ])('rejects %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
