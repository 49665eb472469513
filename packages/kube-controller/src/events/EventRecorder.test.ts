import { KubeClient } from '../client/KubeClient';
import { systemClock } from '../clock';
import { EventRecorder } from './EventRecorder';
import { KubeObject } from '../objects/KubeObject';
import { FakeClock } from '../testing/FakeClock';
import { ScriptedServer } from '../testing/ScriptedServer';
import { until } from '../testing/until';

const object: KubeObject = {
  metadata: { namespace: 'ns', name: 'a', uid: '1' },
};
const warning = { type: 'Warning', reason: 'Lost', note: 'gone' } as const;
const newer = { ...warning, note: 'still gone' };
const RETRY_MS = 10_000;

describe('EventRecorder', () => {
  let server: ScriptedServer;
  let clock: FakeClock;
  let recorder: EventRecorder;
  beforeEach(async () => {
    server = await ScriptedServer.start(({ json }) => json(201, {}));
    clock = new FakeClock();
    recorder = new EventRecorder({
      client: new KubeClient({
        transport: server.transport({ clock: systemClock }),
      }),
      reportingController: 'test',
      reportingInstance: 'one',
      clock,
    });
  });
  afterEach(() => server.stop());

  const answerWith = (status: number) => {
    server.script = ({ json }) => json(status, {});
  };
  const notes = () =>
    server.requests.map(({ body }) => JSON.parse(body ?? '{}').note);

  it('writes one Event a transition', async () => {
    expect(await recorder.record(object, warning)).toBe(true);
    expect(await recorder.record(object, warning)).toBe(false);
    expect(await recorder.record(object, newer)).toBe(true);
    expect(notes()).toEqual(['gone', 'still gone']);
  });

  it.each([429, 500, 503])(
    'writes what was answered with %d again until it is taken',
    async status => {
      answerWith(status);
      expect(await recorder.record(object, warning)).toBe(false);
      await clock.advance(RETRY_MS);
      await until(() => server.requests.length === 2 && clock.timers === 1);
      answerWith(201);
      await clock.advance(RETRY_MS);
      await until(() => server.requests.length === 3);
      expect(await recorder.record(object, warning)).toBe(false);
      expect(clock.timers).toBe(0);
      expect(new Set(notes())).toEqual(new Set(['gone']));
    },
  );

  it('gives up after twelve attempts', async () => {
    answerWith(500);
    await recorder.record(object, warning);
    const isMade = (attempt: number) => () =>
      server.requests.length === attempt &&
      clock.timers === (attempt < 12 ? 1 : 0);
    for (let attempt = 2; attempt <= 12; attempt++) {
      await clock.advance(RETRY_MS);
      await until(isMade(attempt));
    }
    expect(clock.timers).toBe(0);
  });

  it('does not write again what the server rejects', async () => {
    answerWith(403);
    expect(await recorder.record(object, warning)).toBe(false);
    expect(clock.timers).toBe(0);
  });

  it('writes the newer of two, and the older one no more', async () => {
    answerWith(500);
    await recorder.record(object, warning);
    answerWith(201);
    expect(await recorder.record(object, newer)).toBe(true);
    expect(clock.timers).toBe(0);
    expect(notes()).toEqual(['gone', 'still gone']);
  });

  it('writes nothing again once it is not wanted any more, or closed', async () => {
    answerWith(500);
    let leads = true;
    await recorder.record(object, warning, () => leads);
    leads = false;
    await clock.advance(RETRY_MS);
    await recorder.record(object, newer);
    expect(clock.timers).toBe(1);
    recorder.close();
    expect(clock.timers).toBe(0);
    expect(notes()).toEqual(['gone', 'still gone']);
  });
});
