import { USAGE } from './parseArguments';
import { runCli } from './runCli';

// These modules load the whole cluster, which takes seconds.
jest.mock('./runUp', () => ({ runUp: jest.fn() }));
jest.mock('./runJoin', () => ({ runJoin: jest.fn() }));

describe('runCli', () => {
  const stdout = jest.spyOn(process.stdout, 'write');
  const stderr = jest.spyOn(process.stderr, 'write');
  const printed = ({ mock }: jest.SpyInstance) =>
    mock.calls.map(([text]) => text).join('');

  beforeEach(() => {
    stdout.mockReset().mockReturnValue(true);
    stderr.mockReset().mockReturnValue(true);
  });
  afterAll(() => jest.restoreAllMocks());

  it('prints the usage on stdout when help is asked for', async () => {
    expect(await runCli(['--help'])).toBe(0);
    expect(printed(stdout)).toBe(USAGE);
    expect(printed(stderr)).toBe('');
  });

  it('prints what is wrong and the usage on stderr when an option is unknown', async () => {
    expect(await runCli(['up', '--state', 'dir', '--colour'])).toBe(2);
    expect(printed(stderr)).toMatch(/--colour/);
    expect(printed(stderr)).toContain(USAGE);
    expect(printed(stdout)).toBe('');
  });
});
