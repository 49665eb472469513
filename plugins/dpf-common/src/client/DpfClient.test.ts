import { ResponseError } from '@backstage/errors';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { DpfClient } from './DpfClient';
import { fieldProblemsOf } from './fieldProblemsOf';

const BASE = 'http://127.0.0.1:7007/api/dpf';
const worker = setupServer();
const seen: Array<{
  method: string;
  url: string;
  authorization: string | null;
  body?: unknown;
}> = [];

function answer(status: number, body?: object) {
  worker.use(
    http.all(`${BASE}/*`, async ({ request }) => {
      const text = await request.text();
      seen.push({
        method: request.method,
        url: request.url.slice(BASE.length),
        authorization: request.headers.get('authorization'),
        ...(text ? { body: JSON.parse(text) } : {}),
      });
      return body
        ? HttpResponse.json(body, { status })
        : new HttpResponse(null, { status });
    }),
  );
}

const client = new DpfClient({
  discoveryApi: {
    getBaseUrl: async id => `http://127.0.0.1:7007/api/${id}`,
  },
  fetchApi: { fetch: (...args) => fetch(...args) },
});
const ref = { managementCluster: 'lab', namespace: 'team-a', name: 'blue' };
const guide = { ...ref, group: DPU_CLUSTER_GROUPS.guide };

describe('DpfClient', () => {
  beforeAll(() => worker.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => {
    worker.resetHandlers();
    seen.length = 0;
  });
  afterAll(() => worker.close());

  it('should repeat list parameters and leave out what is not asked', async () => {
    answer(200, { items: [] });
    await client.listDpuClusters({
      phase: ['Ready', 'Creating'],
      text: 'a b&c',
      limit: 5,
      owner: undefined,
    });
    expect(seen).toEqual([
      {
        method: 'GET',
        url: '/dpu-clusters?phase=Ready&phase=Creating&text=a+b%26c&limit=5',
        authorization: null,
      },
    ]);
  });

  it('should say the group only where the ref has one', async () => {
    answer(200, { items: [] });
    await client.getDpuCluster(ref);
    await client.getHistory(guide);
    await client.getEvents(ref);
    await client.getResources(ref);
    expect(seen.map(call => call.url)).toEqual([
      '/dpu-clusters/lab/team-a/blue',
      '/dpu-clusters/lab/team-a/blue/history?group=provisioning.dpf.nvidia.com',
      '/dpu-clusters/lab/team-a/blue/events',
      '/dpu-clusters/lab/team-a/blue/resources',
    ]);
  });

  it('should read a history since a time, also by uid', async () => {
    answer(200, {});
    const since = '2026-11-24T10:00:00.000Z';
    await client.getHistory(guide, { since });
    await client.getHistoryByUid(
      { managementCluster: 'lab', uid: 'a/b' },
      { since },
    );
    await client.listRetiredClusters();
    const query = 'since=2026-11-24T10%3A00%3A00.000Z';
    expect(seen.map(call => call.url)).toEqual([
      `/dpu-clusters/lab/team-a/blue/history?group=provisioning.dpf.nvidia.com&${query}`,
      `/retired-clusters/lab/a%2Fb/history?${query}`,
      '/retired-clusters',
    ]);
  });

  it('should keep path parts from becoming paths', async () => {
    answer(200, {});
    await client.getDpuCluster({ ...ref, name: '../x?y' });
    expect(seen[0].url).toBe('/dpu-clusters/lab/team-a/..%2Fx%3Fy');
  });

  it('should create with the caller’s token, and dry when asked', async () => {
    answer(201, { created: true });
    const request = { requestId: 'r1', name: 'blue', type: 'kamaji' };
    await expect(
      client.createDpuCluster(request, { token: 't', dryRun: true }),
    ).resolves.toEqual({ created: true });
    await client.createDpuCluster(request);
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/dpu-clusters?dryRun=true',
        authorization: 'Bearer t',
        body: request,
      },
      {
        method: 'POST',
        url: '/dpu-clusters',
        authorization: null,
        body: request,
      },
    ]);
  });

  it('should change what is given and take away what is null', async () => {
    answer(200, { item: {} });
    const change = { version: 'v1.30.2', pausedUntil: null };
    await client.updateDpuCluster(guide, change, { token: 't' });
    expect(seen).toEqual([
      {
        method: 'PATCH',
        url: '/dpu-clusters/lab/team-a/blue?group=provisioning.dpf.nvidia.com',
        authorization: 'Bearer t',
        body: change,
      },
    ]);
  });

  it('should delete exactly the object that was meant', async () => {
    answer(204);
    await client.deleteDpuCluster(guide, { uid: 'u1' });
    expect(seen[0]).toMatchObject({
      method: 'DELETE',
      url: '/dpu-clusters/lab/team-a/blue?group=provisioning.dpf.nvidia.com&uid=u1',
    });
  });

  it('should upload a kubeconfig in the body', async () => {
    answer(200, { problems: [], warnings: [] });
    const upload = { managementCluster: 'lab', kubeconfig: 'a: b' };
    await client.uploadKubeconfig(upload);
    await client.listManagementClusters();
    await client.getControllers('lab');
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /kubeconfig-uploads',
      'GET /management-clusters',
      'GET /management-clusters/lab/controllers',
    ]);
    expect(seen[0].body).toEqual(upload);
  });

  it('should name an upload that is to be checked in the body, where no log shows it', async () => {
    answer(200, { problems: [], warnings: [] });
    const check = { managementCluster: 'lab', kubeconfigUpload: 'handle' };
    await client.checkKubeconfig(check, { token: 't' });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/kubeconfig-uploads/check',
        authorization: 'Bearer t',
        body: check,
      },
    ]);
  });

  it('should throw what the server answered, with the fields', async () => {
    const details = [{ field: 'name', reason: 'Taken.' }];
    answer(400, {
      error: { name: 'InputError', message: 'Bad', details },
      response: { statusCode: 400 },
    });
    const error = await client
      .createDpuCluster({ requestId: 'r1', name: 'b', type: 'kamaji' })
      .catch(e => e);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error.statusCode).toBe(400);
    expect(error.message).toBe('Bad. name: Taken.');
    expect(fieldProblemsOf(error)).toEqual(details);
  });

  describe('when several replicas answer', () => {
    const sent: Array<string | null> = [];
    const SEEN = 'Dpf-Seen';
    beforeEach(() => sent.splice(0));

    /** Answers with these positions, the first one first; `hold` delays each answer. */
    function answerSeen(positions: string[], hold = () => Promise.resolve()) {
      worker.use(
        http.all(`${BASE}/*`, async ({ request }) => {
          sent.push(request.headers.get(SEEN));
          const headers = { [SEEN]: positions.shift() ?? '' };
          await hold();
          return HttpResponse.json({}, { headers });
        }),
      );
    }
    const another = () =>
      new DpfClient({
        discoveryApi: { getBaseUrl: async () => BASE },
        fetchApi: { fetch: (...args) => fetch(...args) },
      });

    it('should send with a request what the last answer showed, and nothing at first', async () => {
      answerSeen(['a;local=x:1', 'b;local=x:2', 'a;local=x:3']);
      const own = another();
      await own.listDpuClusters();
      await own.deleteDpuCluster(ref, { uid: 'u1' });
      await own.getDpuCluster(ref);
      expect(sent).toEqual([null, 'a;local=x:1', 'b;local=x:2']);
    });

    it('should keep what answers to requests at the same time showed, until one includes both', async () => {
      let release = () => {};
      const both = new Promise<void>(resolve => {
        release = resolve;
      });
      answerSeen(['a;local=x:1', 'b;local=x:2', 'b;local=x:3'], () => {
        if (sent.length === 2) {
          release();
        }
        return both;
      });
      const own = another();
      await Promise.all([own.listDpuClusters(), own.getDpuCluster(ref)]);
      await own.listDpuClusters();
      await own.listDpuClusters();
      expect(sent[2]?.split(' ').sort()).toEqual([
        'a;local=x:1',
        'b;local=x:2',
      ]);
      expect(sent[3]).toBe('b;local=x:3');
    });
  });

  it('should stop when it is aborted', async () => {
    answer(200, {});
    const signal = AbortSignal.abort();
    await expect(client.getDpuCluster(ref, { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('fieldProblemsOf', () => {
  it.each([undefined, new Error('x'), { body: { error: { details: 'x' } } }])(
    'should find none in %p',
    error => {
      expect(fieldProblemsOf(error)).toEqual([]);
    },
  );
});
