import { JsonObject, TextLogger, plainTextLogger } from './plainTextLogger';

const FORGED = 'a\nerror: all clusters deleted\u001b[2J\u2028\u009b31m\u202e';
const PLAIN = 'a error: all clusters deleted [2J 31m ';

type Meta = Error | JsonObject | undefined;

function recorder() {
  const lines: Array<[level: string, message: string, meta: Meta]> = [];
  const children: JsonObject[] = [];
  const write = (level: string) => (message: string, meta?: Meta) =>
    void lines.push([level, message, meta]);
  const logger: TextLogger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: meta => {
      children.push(meta);
      return logger;
    },
  };
  return { logger: plainTextLogger(logger), lines, children };
}

describe('plainTextLogger', () => {
  it.each(['debug', 'info', 'warn', 'error'] as const)(
    'keeps a message of level %s on one line',
    level => {
      const { logger, lines } = recorder();
      logger[level](FORGED);
      expect(lines).toEqual([[level, PLAIN, undefined]]);
    },
  );

  it('keeps keys and values of fields on one line, at any depth', () => {
    const { logger, lines } = recorder();
    logger.info('Selected', {
      [FORGED]: FORGED,
      labels: { [FORGED]: [FORGED, 1, true, null] },
    });
    expect(lines[0][2]).toEqual({
      [PLAIN]: PLAIN,
      labels: { [PLAIN]: [PLAIN, 1, true, null] },
    });
  });

  it('does the same for a child, and for what made it', () => {
    const { logger, lines, children } = recorder();
    logger.child({ key: FORGED }).warn(FORGED);
    expect(children).toEqual([{ key: PLAIN }]);
    expect(lines).toEqual([['warn', PLAIN, undefined]]);
  });

  it('keeps the frames of an error and no line break of its message', () => {
    const { logger, lines } = recorder();
    logger.error('Failed', new TypeError(FORGED));
    const error = lines[0][2] as Error;
    expect(error.message).toBe(PLAIN);
    const [first, ...frames] = (error.stack ?? '').split('\n');
    expect(first).toBe(`TypeError: ${PLAIN}`);
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.every(line => /^ {4}at \S/.test(line))).toBe(true);
  });

  it('bounds what it is given', () => {
    const { logger, lines } = recorder();
    logger.info('x'.repeat(1_000_000));
    expect(lines[0][1].length).toBeLessThanOrEqual(4000);
  });
});
