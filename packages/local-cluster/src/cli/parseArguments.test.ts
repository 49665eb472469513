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

  it('takes the newest shape where none is named', () => {
    expect(parseArguments(['up', '--state', 'dir'])).toMatchObject({
      shape: 'dpf-25.10',
    });
  });

  it.each([
    ['team-a/test', { namespace: 'team-a', name: 'test' }],
    ['static', 'static'],
  ])('reads which DPUs join %s', (cluster, ref) => {
    expect(
      parseArguments(['join', '--state', 'dir', cluster, 'dpu-1', 'dpu-2']),
    ).toEqual({
      command: 'join',
      stateDir: 'dir',
      cluster: ref,
      names: ['dpu-1', 'dpu-2'],
    });
  });

  it('reads how many DPUs join, and how fast', () => {
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
  ])('recognizes that %j asks for help', args => {
    expect(parseArguments(args)).toBeUndefined();
  });

  it.each([
    [[], 'The commands are `up` and `join`'],
    [['up'], '--state is missing'],
    [['down', '--state', 'x'], 'The commands are `up` and `join`'],
    [['join', '--state', 'x', 'test', 'dpu-1'], '"test" is neither'],
    [['join', '--state', 'x', 'static'], 'No DPU is named'],
    [['join', '--state', 'x', 'static', 'DPU 1'], '"DPU 1" is no name'],
    [['join', '--state', 'x', 'static', '--count', '0'], '--count 0 is no'],
    [['join', '--state', 'x', 'static', 'd-1', '--count', '1'], 'not both'],
    [['join', '--state', 'x', 'static', 'd-1', '--pace', 'y'], '--pace y is'],
    [['up', '--state', 'x', '--port', 'y'], '--port y is no port'],
    [['up', '--state', 'x', '--shape', 'guide'], '--shape guide is neither'],
    [['up', '--state', 'x', '--other'], /--other/],
    [['--help', '--other'], /--other/],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
