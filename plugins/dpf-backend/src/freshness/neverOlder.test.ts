import { SEEN_HEADER } from '@dpf-portal/backstage-plugin-dpf-common';
import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { readSeen, writeSeen } from './SeenPositions';

const LIST = '/api/dpf/dpu-clusters';
const START_MS = 20_000;

describe('the header Dpf-Seen', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  beforeEach(async () => {
    backend = await startDpfTestBackend();
  }, START_MS);
  afterEach(() => backend.stop());

  const ask = (path: string, seen?: string) => {
    const sent = request(backend.server).get(path);
    return seen ? sent.set(SEEN_HEADER, seen) : sent;
  };
  const seenIn = ({ headers }: request.Response) =>
    String(headers[SEEN_HEADER.toLowerCase()]);
  const versionsIn = (seen: string) => [
    ...(readSeen(seen).positions.get('local')?.values() ?? []),
  ];

  it('moves on with each change', async () => {
    const { fake } = backend;
    const empty = seenIn(await ask(LIST).expect(200));
    const cluster = await fake.add('blue');
    const made = seenIn(await ask(LIST).expect(200));
    expect(versionsIn(made)).toContain(cluster.metadata.resourceVersion);
    expect(made).not.toBe(empty);
    expect(seenIn(await ask(LIST).expect(200))).toBe(made);
  });

  it('is on answers to writes and on errors, and hides nothing of the answer', async () => {
    const answer = await request(backend.server)
      .post(LIST)
      .send({ requestId: 'task-1', name: 'blue', type: 'kamaji' })
      .expect(201);
    expect(versionsIn(seenIn(answer))).toContain(
      answer.body.item.resourceVersion,
    );
    const missing = await ask(`${LIST}/local/team-a/none`).expect(404);
    expect(seenIn(missing)).toMatch(/;local=/);
  });

  it('changes nothing for who sends what the same process said', async () => {
    await backend.fake.add('blue');
    const seen = seenIn(await ask(LIST).expect(200));
    const { body } = await ask(LIST, seen).expect(200);
    expect(body.items).toHaveLength(1);
    expect(body.sources[0].behind).toBeUndefined();
  });

  it('lists what the caller has seen elsewhere and the own watch has not brought', async () => {
    const { fake } = backend;
    const { metadata: blue } = await fake.add('blue');
    const { metadata: green } = await fake.add('green', { seen: false });
    const before = await ask(LIST).expect(200);
    expect(before.body.totalItems).toBe(1);
    const elsewhere = seenIn(before).replaceAll(
      `:${blue.resourceVersion}`,
      `:${green.resourceVersion}`,
    );
    let answer: request.Response | undefined;
    const asked = ask(LIST, elsewhere)
      .expect(200)
      .then(is => {
        answer = is;
      });
    while (!answer) {
      // Time goes on slower than the server answers.
      await fake.time.advance(1);
      await new Promise(resolve => setImmediate(resolve));
    }
    await asked;
    expect(answer.body.totalItems).toBe(2);
    expect(answer.body.sources[0].behind).toBeUndefined();
  });

  it('makes the sources of a process behind that cannot catch up, and keeps what the caller has seen', async () => {
    const cluster = await backend.fake.add('blue');
    await backend.fake.leave();
    const [store] =
      [
        ...(readSeen(seenIn(await ask(LIST).expect(200))).positions.get(
          'local',
        ) ?? []),
      ].find(([, version]) => version === cluster.metadata.resourceVersion) ??
      [];
    const newer = writeSeen(
      'another',
      new Map([['local', new Map([[String(store), '999999999']])]]),
    );
    for (const [path, sourceOf] of [
      [LIST, body => body.sources[0]],
      [`${LIST}/local/dpf-clusters/blue`, body => body.source],
      ['/api/dpf/dpus', body => body.sources[0]],
      ['/api/dpf/platform', body => body.managementClusters[0]],
    ] as Array<
      [string, (body: request.Response['body']) => { behind?: true }]
    >) {
      const answer = await ask(path, newer).expect(200);
      expect(sourceOf(answer.body).behind).toBe(true);
      expect(versionsIn(seenIn(answer))).toContain('999999999');
      const other = await ask(path).expect(200);
      expect(sourceOf(other.body).behind).toBeUndefined();
    }
  });

  it('may be anything', async () => {
    for (const text of ['x', ';;==,,::', `a;local=${'x'.repeat(4_000)}`]) {
      await ask(LIST, text).expect(200);
    }
  });
});
