import { ServerGate } from './ServerGate';
import { KubeApiError, KubeUnreachableError } from '../rest/errors';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedServer } from '../testing/ScriptedServer';
import { until } from '../testing/until';

describe('ServerGate', () => {
  const refused = new KubeUnreachableError('refused', { code: 'ECONNREFUSED' });
  const reset = new KubeUnreachableError('reset', { code: 'ECONNRESET' });
  let clock: FakeClock;
  let server: ScriptedServer;
  let gate: ServerGate;
  beforeEach(async () => {
    clock = new FakeClock();
    server = await ScriptedServer.start(({ json }) => json(500, {}));
    gate = new ServerGate({ transport: server.transport({ clock }), clock });
  });
  afterEach(async () => {
    gate.dispose();
    await server.stop();
  });

  it('closes at once when refused, and after three resets in a row', () => {
    gate.reportFailure(reset);
    gate.reportFailure(reset);
    gate.reportSuccess();
    gate.reportFailure(reset);
    gate.reportFailure(reset);
    expect(gate.isOpen()).toBe(true);
    gate.reportFailure(reset);
    expect(gate.isOpen()).toBe(false);
    gate.reportSuccess();
    gate.reportFailure(refused);
    expect(gate.isOpen()).toBe(false);
    expect(gate.reason).toBe('refused');
  });

  it('stays open for what the server itself answers', () => {
    const error = (status: number) =>
      new KubeApiError({ status, method: 'GET', path: '/' });
    [404, 409, 500, 503].forEach(s => gate.reportFailure(error(s)));
    gate.reportFailure(new Error('a bug of ours'));
    expect(gate.isOpen()).toBe(true);
    expect(gate.lastContactAt).toBe(clock.now());
  });

  it('probes once a second, and opens when the server is ready', async () => {
    const changes: boolean[] = [];
    gate.onChange(open => changes.push(open));
    gate.reportFailure(refused);
    gate.reportFailure(refused);
    const opened = gate.whenOpen();
    await clock.advance(999);
    expect(server.requests).toHaveLength(0);
    const probed = async (times: number) => {
      await until(() => server.requests.length === times);
      // The next probe is scheduled when this one was answered.
      await until(() => clock.nextTimerInMs === 1000);
    };
    await clock.advance(1);
    await probed(1);
    await clock.advance(1000);
    await probed(2);
    await clock.advance(1000);
    await probed(3);
    expect(server.requests[0].url.pathname).toBe('/readyz');
    expect(gate.isOpen()).toBe(false);
    server.script = ({ json }) => json(200, 'ok');
    await clock.advance(1000);
    await opened;
    expect(changes).toEqual([false, true]);
    await clock.advance(5000);
    expect(server.requests).toHaveLength(4);
  });

  it.each([
    [200, true],
    [403, false],
    [500, false],
  ])(
    'asks a server that is not ready for a list; %s opens: %s',
    async (status, opens) => {
      server.script = ({ url, json }) =>
        url.pathname === '/readyz' ? json(500, {}) : json(status, {});
      gate.reportFailure(refused);
      const afterProbe = async (probes: number) => {
        await clock.advance(1000);
        await until(() => server.requests.length === probes);
        await until(() => gate.isOpen() || clock.nextTimerInMs === 1000);
      };
      for (let probes = 1; probes <= 3 && !gate.isOpen(); probes++) {
        await afterProbe(probes);
      }
      expect(gate.isOpen()).toBe(opens);
      expect(server.requests.map(({ url }) => url.pathname)).toEqual([
        '/readyz',
        '/api/v1/namespaces',
        ...(opens ? [] : ['/readyz']),
      ]);
    },
  );

  it('ends a wait by the signal', async () => {
    gate.reportFailure(refused);
    const stop = new AbortController();
    const waiting = gate.whenOpen(stop.signal);
    stop.abort();
    await waiting;
    expect(gate.isOpen()).toBe(false);
  });
});
