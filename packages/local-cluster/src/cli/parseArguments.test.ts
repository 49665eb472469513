import { parseArguments } from './parseArguments';

describe('parseArguments', () => {
  it('reads every option', () => {
    expect(
      parseArguments([
        ...['up', '--state', 'dir', '--fresh', '--light'],
        ...['--port', '4000', '--parent-pipe'],
      ]),
    ).toEqual({
      stateDir: 'dir',
      fresh: true,
      light: true,
      port: 4000,
      parentPipe: true,
    });
  });

  it.each([
    [['up'], '--state is missing'],
    [['down', '--state', 'x'], 'The only command is `up`'],
    [['up', '--state', 'x', '--port', 'y'], '--port y is no port'],
    [['up', '--state', 'x', '--other'], /--other/],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
