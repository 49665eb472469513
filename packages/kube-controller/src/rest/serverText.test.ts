import { holderOf } from '../lease/LeaseObject';
import { messageOf } from '../logger';
import { KubeApiError, KubeUnreachableError } from './errors';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedServer } from '../testing/ScriptedServer';

const FLOOD = `first\n2026-01-01 info: forged\u001b[2J${'x'.repeat(2_000)}`;
const LINE = /^[^\p{Cc}\u2028\u2029]*$/u;

describe('what a server says', () => {
  let server: ScriptedServer;

  beforeEach(async () => {
    server = await ScriptedServer.start(() => {});
  });
  afterEach(async () => {
    await server.stop();
  });

  async function failureOf(status: object): Promise<unknown> {
    server.script = ({ json }) => json(422, { kind: 'Status', ...status });
    const transport = server.transport({ clock: new FakeClock() });
    try {
      return await transport
        .request({ method: 'GET', path: '/api' })
        .catch((error: unknown) => error);
    } finally {
      transport.close();
    }
  }

  it('is one line of at most 1000 characters, and as many causes as a person reads', async () => {
    const cause = { field: FLOOD, message: FLOOD, reason: FLOOD };
    const error = await failureOf({
      message: FLOOD,
      reason: FLOOD,
      details: { name: FLOOD, causes: Array(100).fill(cause) },
    });
    if (!(error instanceof KubeApiError)) {
      throw new Error('not what a server says');
    }
    expect(error.message).toHaveLength(1000);
    expect(error.message).toMatch(LINE);
    expect(error.message).toMatch(/^first 2026/);
    expect(error.reason).toHaveLength(253);
    expect(error.details?.causes).toHaveLength(20);
    expect(JSON.stringify(error.details).length).toBeLessThan(32_000);
    expect(error.details?.causes?.[0].message).toMatch(LINE);
  });

  it.each([
    ['a list for a message', { message: [FLOOD], reason: { a: 1 } }],
    ['nothing useful for details', { details: { causes: [null, 5, 'x'] } }],
  ])('may be %s', async (_, status) => {
    await expect(failureOf(status)).resolves.toMatchObject({
      message: 'GET /api was answered with 422',
      reason: undefined,
    });
  });

  it('is bounded where no answer came, too: errors of TLS quote certificates', () => {
    const error = new KubeUnreachableError(`altnames: ${FLOOD}`, {});
    expect(error.message).toHaveLength(1000);
    expect(error.message).toMatch(LINE);
  });

  it('is bounded in whatever is thrown, before it is logged', () => {
    expect(messageOf(new Error(FLOOD))).toMatch(LINE);
    expect(messageOf(FLOOD)).toHaveLength(1000);
  });

  it('is bounded in a Lease, which names its holder', () => {
    const holder = holderOf({
      metadata: { name: 'lease' },
      spec: { holderIdentity: FLOOD },
    });
    expect(holder).toHaveLength(253);
    expect(holder).toMatch(LINE);
    expect(holderOf({ metadata: { name: 'lease' }, spec: {} })).toBeUndefined();
  });
});
