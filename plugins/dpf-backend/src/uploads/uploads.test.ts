import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  KUBECONFIG_UPLOAD_PATTERN,
} from '@dpf-portal/dpf-model';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { KeyObject, generateKeyPairSync } from 'node:crypto';
import request from 'supertest';
import { stringify } from 'yaml';
import { KEY_DATA, mergedKubeconfig } from '@dpf-portal/test-support';
import {
  kubeconfigText,
  storedKubeconfig,
} from '../__testUtils__/kubeconfigText';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { SECRET_MARKS, Secret } from './Secret';
import { UploadReaper } from './UploadReaper';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('kubeconfig uploads', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const clock = new FakeClock();
  beforeEach(async () => {
    backend = await startDpfTestBackend({ clock });
  });
  afterEach(() => backend.stop());

  const upload = (kubeconfig = kubeconfigText()) =>
    request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .send({ kubeconfig });
  const register = (handle: string, overrides: object = {}, query = '') =>
    request(backend.server)
      .post(`/api/dpf/dpu-clusters${query}`)
      .send({
        requestId: 'task-1',
        name: 'blue',
        type: 'static',
        kubeconfigUpload: handle,
        ...overrides,
      });
  const secrets = (namespace: string) =>
    backend.fake
      .all<Secret>('secrets')
      .filter(({ metadata }) => metadata.namespace === namespace);
  /** `act` is called before each write to a Secret. */
  const beforeWrites = (
    act: (verb: string, objects: FakeApiServer['objects']) => void,
  ) => {
    const { server } = backend.fake;
    server.admit = (verb, plural) => {
      if (plural === 'secrets') {
        act(verb, server.objects);
      }
    };
  };
  const reaper = () =>
    new UploadReaper({ clock, logger: mockServices.logger.mock() });

  describe('that are checked again', () => {
    const check = (kubeconfigUpload: string, more: object = {}) =>
      request(backend.server)
        .post('/api/dpf/kubeconfig-uploads/check')
        .send({ kubeconfigUpload, ...more });

    it('say how their server answers now, and may be used after that', async () => {
      const { body } = await upload().expect(201);
      backend.fake.check = {
        ok: false,
        problem: { code: 'Unreachable', message: 'No answer.' },
      };
      const answer = await check(body.handle).expect(200);
      expect(answer.body).toEqual({
        handle: body.handle,
        expires: body.expires,
        server: 'https://10.20.0.10:6443',
        problems: [],
        warnings: [{ code: 'Unreachable', message: 'No answer.' }],
      });
      await register(body.handle).expect(201);
    });

    it('are refused when something else than an API server answers by now', async () => {
      const { body } = await upload().expect(201);
      const problem = { code: 'Unhealthy', message: 'It is no API server.' };
      backend.fake.check = { ok: false, refused: true, problem };
      const answer = await check(body.handle).expect(200);
      expect(answer.body).toEqual({
        server: 'https://10.20.0.10:6443',
        problems: [problem],
        warnings: [],
      });
    });

    it('are shown to nobody but the user who uploaded them', async () => {
      const { body } = await upload().expect(201);
      const answer = await check(body.handle)
        .set('Authorization', mockCredentials.user.header('user:default/other'))
        .expect(400);
      expect(answer.body.error.details[0].field).toBe('kubeconfigUpload');
    });

    it('are asked for by the request that has used them, and by no other', async () => {
      const { body } = await upload().expect(201);
      backend.fake.afterWrite = (verb, { plural }) => {
        if (verb === 'create' && plural === 'secrets') {
          throw new Error('the process ended here');
        }
      };
      await register(body.handle).expect(500);
      backend.fake.afterWrite = undefined;
      await check(body.handle, { requestId: 'task-1' }).expect(200);
      await check(body.handle, { requestId: 'task-2' }).expect(400);
      await check(body.handle).expect(400);
    });

    it('break the rules of today, if they do', async () => {
      const { body } = await upload().expect(201);
      const [secret] = secrets('dpf-uploads');
      const hostile = kubeconfigText({ server: 'http://10.20.0.10' });
      backend.fake.server.objects.patch(
        'secrets',
        { namespace: 'dpf-uploads', name: secret.metadata.name },
        { data: { kubeconfig: Buffer.from(hostile).toString('base64') } },
      );
      const answer = await check(body.handle).expect(200);
      expect(answer.body.handle).toBeUndefined();
      expect(answer.body.problems.length).toBeGreaterThan(0);
    });

    it('are recorded in an audit event without the handle', async () => {
      const { body } = await upload().expect(201);
      await check(body.handle).expect(200);
      const { createEvent } = backend.auditor;
      expect(createEvent).toHaveBeenCalledWith(
        expect.objectContaining({ eventId: 'kubeconfig-check' }),
      );
      expect(
        JSON.stringify(createEvent.mock.calls.map(([{ meta }]) => meta)),
      ).not.toContain(body.handle);
    });
  });

  it('becomes the Secret of the cluster, which owns it, and is gone', async () => {
    const { body } = await upload().expect(201);
    expect(body).toMatchObject({
      server: 'https://10.20.0.10:6443',
      serverVersion: 'v1.30.0',
      problems: [],
      warnings: [],
    });
    const answer = await register(body.handle).expect(201);

    expect(secrets('dpf-uploads')).toEqual([]);
    const [secret] = secrets('dpf-clusters');
    const data = storedKubeconfig('blue');
    expect(secret).toMatchObject({
      metadata: {
        name: 'blue-admin-kubeconfig',
        annotations: { [DPF_ANNOTATIONS.requestId]: 'task-1' },
        ownerReferences: [
          { kind: 'DPUCluster', name: 'blue', uid: answer.body.item.uid },
        ],
      },
      data: { 'admin.conf': data, 'super-admin.conf': data },
    });
    expect(answer.body.item).toMatchObject({
      kubeconfigSecret: 'blue-admin-kubeconfig',
    });
    // What the server said; the version that is shown comes from the first probe.
    expect(backend.fake.connection.clusters()[0].spec.version).toBe('v1.30.0');
  });

  it('is stored as what was understood of it, before and after its use', async () => {
    const { clusters, users, contexts, ...rest } = JSON.parse(kubeconfigText());
    const extensions = [{ name: 'mark-1', extension: { 'mark-2': 'mark-3' } }];
    const object = {
      ...rest,
      preferences: { colors: true, extensions },
      extensions,
      clusters: [
        {
          name: 'mark-4',
          cluster: {
            ...clusters[0].cluster,
            extensions,
            'disable-compression': true,
          },
        },
      ],
      users: [
        { name: 'mark-5', user: { ...users[0].user, extensions, exec: null } },
      ],
      contexts: [
        {
          name: contexts[0].name,
          context: { cluster: 'mark-4', user: 'mark-5', namespace: 'mark-6' },
        },
      ],
    };
    const text = stringify(object, { aliasDuplicateObjects: false });
    const { body } = await upload(`# mark-7\r\n${text}# mark-8`).expect(201);
    const [waiting] = secrets('dpf-uploads');
    expect(waiting.data).toEqual({
      kubeconfig: storedKubeconfig('dpu-cluster'),
    });
    await register(body.handle).expect(201);
    const [secret] = secrets('dpf-clusters');
    const stored = storedKubeconfig('blue');
    expect(secret.data).toEqual({
      'admin.conf': stored,
      'super-admin.conf': stored,
    });
    expect(Buffer.from(stored, 'base64').toString()).not.toMatch(
      /mark|preferences|extension|exec|disable|#/,
    );
  });

  it.each(['\r', '\u0085', '\u2028', '\u2029'])(
    'is refused with a field hidden behind %j',
    async lineBreak => {
      const hidden = `# note${lineBreak}tokenFile: /some/file\n${kubeconfigText()}`;
      const { body } = await upload(hidden).expect(200);
      expect(body.problems.map(({ code }: { code: string }) => code)).toEqual([
        'UnusualLineBreak',
      ]);
      expect(body.handle).toBeUndefined();
      expect(secrets('dpf-uploads')).toEqual([]);
    },
  );

  describe('whose key can never work', () => {
    const withKey = (pair: { privateKey: KeyObject }) =>
      kubeconfigText().replace(
        KEY_DATA,
        Buffer.from(
          pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        ).toString('base64'),
      );
    const KEYS: Array<[string, string, string]> = [
      [
        'that is not the certificate’s',
        'ClientKeyMismatch',
        withKey(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
      ],
      [
        'of RSA with 1024 bits',
        'ClientKeyUnusable',
        withKey(generateKeyPairSync('rsa', { modulusLength: 1_024 })),
      ],
    ];
    const codesOf = (problems: Array<{ code: string }>) =>
      problems.map(({ code }) => code);

    it.each(KEYS)('are refused with a key %s', async (_, code, text) => {
      const { body } = await upload(text).expect(200);
      expect(codesOf(body.problems)).toEqual([code]);
      expect(body.problems[0].path).toBe('users[0].user.client-key-data');
      expect(body.handle).toBeUndefined();
      expect(secrets('dpf-uploads')).toEqual([]);
    });

    it.each(KEYS)(
      'are of no use with a key %s where an earlier release took them',
      async (_, code, text) => {
        const { body } = await upload().expect(201);
        backend.fake.server.objects.patch(
          'secrets',
          {
            namespace: 'dpf-uploads',
            name: secrets('dpf-uploads')[0].metadata.name,
          },
          { data: { kubeconfig: Buffer.from(text).toString('base64') } },
        );
        const checked = await request(backend.server)
          .post('/api/dpf/kubeconfig-uploads/check')
          .send({ kubeconfigUpload: body.handle })
          .expect(200);
        expect(codesOf(checked.body.problems)).toEqual([code]);
        const answer = await register(body.handle).expect(400);
        expect(answer.body.error.details).toEqual([
          {
            field: 'kubeconfigUpload',
            reason: expect.stringContaining('client-key-data'),
          },
        ]);
        expect(secrets('dpf-clusters')).toEqual([]);
      },
    );
  });

  describe('that an earlier release stored as they came', () => {
    const storeAs = (text: string | Buffer) =>
      backend.fake.server.objects.patch(
        'secrets',
        {
          namespace: 'dpf-uploads',
          name: secrets('dpf-uploads')[0].metadata.name,
        },
        { data: { kubeconfig: Buffer.from(text).toString('base64') } },
      );

    it('get into the Secret of a cluster as what is understood of them', async () => {
      const { body } = await upload().expect(201);
      storeAs(`# note\n${kubeconfigText()}`);
      await register(body.handle).expect(201);
      expect(secrets('dpf-clusters')[0].data).toEqual({
        'admin.conf': storedKubeconfig('blue'),
        'super-admin.conf': storedKubeconfig('blue'),
      });
    });

    it('get there from UTF-16, which DPF reads too', async () => {
      const { body } = await upload().expect(201);
      storeAs(Buffer.from(`\ufeff${kubeconfigText()}`, 'utf16le'));
      await register(body.handle).expect(201);
      expect(secrets('dpf-clusters')[0].data).toMatchObject({
        'admin.conf': storedKubeconfig('blue'),
      });
    });

    it('replace what was made of them before the creation was cut off', async () => {
      const { body } = await upload().expect(201);
      backend.fake.afterWrite = (verb, { plural }) => {
        if (verb === 'create' && plural === 'secrets') {
          throw new Error('the process ended here');
        }
      };
      await register(body.handle).expect(500);
      backend.fake.afterWrite = undefined;
      const [made] = secrets('dpf-clusters');
      backend.fake.server.objects.patch(
        'secrets',
        { namespace: 'dpf-clusters', name: made.metadata.name },
        { data: { 'admin.conf': 'eA==' } },
      );
      await register(body.handle).expect(201);
      expect(secrets('dpf-clusters')[0].data).toEqual(made.data);
    });

    it.each<[string, string | Buffer]>([
      ['a hidden field', `# note\u2028tokenFile: /x\n${kubeconfigText()}`],
      [
        'bytes that are not UTF-8',
        Buffer.concat([
          Buffer.from(`${kubeconfigText()} # `),
          Buffer.from([0xff, 0x0a]),
        ]),
      ],
      [
        'another encoding',
        Buffer.from(`\ufeff${kubeconfigText()}`, 'utf16le').subarray(2),
      ],
    ])('are of no use with %s', async (_, content) => {
      const { body } = await upload().expect(201);
      storeAs(content);
      for (const query of ['', '?dryRun=true']) {
        const answer = await register(body.handle, {}, query).expect(400);
        expect(answer.body.error.details).toEqual([
          {
            field: 'kubeconfigUpload',
            reason: expect.stringContaining('The kubeconfig is refused'),
          },
        ]);
      }
      expect(secrets('dpf-clusters')).toEqual([]);
      const checked = await request(backend.server)
        .post('/api/dpf/kubeconfig-uploads/check')
        .send({ kubeconfigUpload: body.handle })
        .expect(200);
      expect(checked.body.handle).toBeUndefined();
      expect(checked.body.problems).toHaveLength(1);
    });
  });

  describe('of a file with several contexts', () => {
    const servers = {
      blue: 'https://10.20.0.10:6443',
      red: 'https://10.20.0.12:6443',
    };
    const uploadOf = (context?: string, current = 'red') =>
      request(backend.server)
        .post('/api/dpf/kubeconfig-uploads')
        .send({ kubeconfig: mergedKubeconfig({ current, servers }), context });

    it('are answered with the names, and with why one cannot be used, until one is named', async () => {
      const { body } = await uploadOf().expect(400);
      expect(body.error.details).toEqual([
        {
          field: 'context',
          reason: expect.stringMatching(
            /^The kubeconfig has several contexts\. Name the one of the DPU cluster: blue, arn:aws:.* \(cannot be used: exec .*\), rancher \(.*\), red \(current\), lost \(.*\)\.$/,
          ),
        },
      ]);
      const other = await uploadOf('orange').expect(400);
      expect(other.body.error.details[0]).toEqual({
        field: 'context',
        reason: expect.stringContaining('has no context of this name'),
      });
      expect(secrets('dpf-uploads')).toEqual([]);
    });

    it.each([
      ['blue', 'red'],
      ['blue', 'blue'],
      ['blue', ''],
      ['blue', 'nowhere'],
    ])(
      'are stored as the context that is named: %s, whatever is current',
      async (context, current) => {
        const { body } = await uploadOf(context, current).expect(201);
        expect(body).toMatchObject({
          server: 'https://10.20.0.10:6443',
          problems: [],
          warnings: [],
        });
        expect(secrets('dpf-uploads')[0].data).toEqual({
          kubeconfig: storedKubeconfig('dpu-cluster'),
        });
        await register(body.handle).expect(201);
        expect(secrets('dpf-clusters')[0].data).toMatchObject({
          'admin.conf': storedKubeconfig('blue'),
        });
      },
    );

    it('are refused with what is wrong with the context that is named', async () => {
      const { body } = await uploadOf('rancher').expect(200);
      expect(body.problems).toEqual([
        {
          code: 'ServerInvalid',
          path: 'clusters[2].cluster.server',
          message: expect.stringContaining('DPUs join by host and port'),
        },
      ]);
      expect(body.handle).toBeUndefined();
    });

    it('name the place of a key that is not the certificate’s', async () => {
      const document = JSON.parse(mergedKubeconfig({ servers }));
      document.users[2].user['client-key-data'] = Buffer.from(
        generateKeyPairSync('ec', {
          namedCurve: 'P-256',
        }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ).toString('base64');
      const { body } = await request(backend.server)
        .post('/api/dpf/kubeconfig-uploads')
        .send({ kubeconfig: JSON.stringify(document), context: 'red' })
        .expect(200);
      expect(body.problems).toEqual([
        expect.objectContaining({
          code: 'ClientKeyMismatch',
          path: 'users[2].user.client-key-data',
        }),
      ]);
      expect(body.handle).toBeUndefined();
    });

    it('need no name where there is one context', async () => {
      const { clusters, ...rest } = JSON.parse(kubeconfigText());
      const text = JSON.stringify({
        ...rest,
        clusters: [{ name: 'other', cluster: {} }, ...clusters],
        'current-context': '',
      });
      const { body } = await upload(text).expect(201);
      expect(body.server).toBe('https://10.20.0.10:6443');
    });
  });

  it.each([
    ['TokenLeftOut', { token: 'mark-1' }],
    ['PasswordLeftOut', { username: 'mark-1', password: 'mark-2' }],
  ])(
    'is kept with the warning %s, without what is beside the certificate',
    async (code, user) => {
      const object = JSON.parse(kubeconfigText());
      Object.assign(object.users[0].user, user);
      const { body } = await upload(JSON.stringify(object)).expect(201);
      expect(body.problems).toEqual([]);
      expect(body.warnings).toEqual([
        {
          code,
          path: expect.stringMatching(/^users\[0\]\.user\./),
          message: expect.stringContaining('left out'),
        },
      ]);
      expect(secrets('dpf-uploads')[0].data).toEqual({
        kubeconfig: storedKubeconfig('dpu-cluster'),
      });
      await register(body.handle).expect(201);
      expect(secrets('dpf-clusters')[0].data).toMatchObject({
        'admin.conf': storedKubeconfig('blue'),
      });
    },
  );

  it('is refused with a token alone', async () => {
    const object = JSON.parse(kubeconfigText());
    object.users[0].user = { token: 'mark-1' };
    const { body } = await upload(JSON.stringify(object)).expect(200);
    expect(body.handle).toBeUndefined();
    expect(body.problems[0].code).toBe('TokenNotAllowed');
  });

  it('is kept with what Windows puts at its beginning and its end', async () => {
    const { body } = await upload(
      `\ufeff${stringify(JSON.parse(kubeconfigText())).replaceAll(
        '\n',
        '\r\n',
      )}\u001a\0`,
    ).expect(201);
    expect(body).toMatchObject({ problems: [], warnings: [] });
    expect(secrets('dpf-uploads')[0].data).toEqual({
      kubeconfig: storedKubeconfig('dpu-cluster'),
    });
  });

  it('is refused with what is wrong when it breaks a rule', async () => {
    const { body } = await upload(
      kubeconfigText({ server: 'http://10.20.0.10' }),
    ).expect(200);
    expect(body.handle).toBeUndefined();
    expect(body.problems.length).toBeGreaterThan(0);
    expect(secrets('dpf-uploads')).toEqual([]);
  });

  it('is refused when something else than an API server answers at its address', async () => {
    const problem = { code: 'Unhealthy', message: 'It is no API server.' };
    backend.fake.check = { ok: false, refused: true, problem };
    const { body } = await upload().expect(200);
    expect(body).toMatchObject({ problems: [problem], warnings: [] });
    expect(body.handle).toBeUndefined();
    expect(secrets('dpf-uploads')).toEqual([]);
  });

  it('is refused when the portal may not connect to its server', async () => {
    const problem = {
      code: 'ServerIsLocal',
      message: 'The kubeconfig names the machine it was made on.',
      who: 'owner' as const,
    };
    backend.fake.check = { ok: false, refused: true, problem };
    const { body } = await upload().expect(200);
    expect(body).toMatchObject({ problems: [problem], warnings: [] });
    expect(body.handle).toBeUndefined();
    expect(secrets('dpf-uploads')).toEqual([]);
  });

  it('is kept with a warning for its owner when the name of its server is unknown', async () => {
    const problem = {
      code: 'NameNotResolved',
      message: 'The name cannot be resolved.',
      who: 'owner' as const,
    };
    backend.fake.check = { ok: false, problem };
    const { body } = await upload().expect(201);
    expect(body).toMatchObject({ problems: [], warnings: [problem] });
    expect(secrets('dpf-uploads')).toHaveLength(1);
  });

  it('is kept with a warning when its server does not answer', async () => {
    backend.fake.check = {
      ok: false,
      problem: { code: 'Unreachable', message: 'No answer.' },
    };
    const { body } = await upload().expect(201);
    expect(body.warnings).toEqual([
      { code: 'Unreachable', message: 'No answer.' },
    ]);
  });

  it('is named by a handle, and by nothing else that its user may have at hand', async () => {
    const { body } = await upload().expect(201);
    expect(body.handle).toMatch(new RegExp(KUBECONFIG_UPLOAD_PATTERN));
    const [secret] = secrets('dpf-uploads');
    for (const other of [kubeconfigText(), secret.metadata.name]) {
      const answer = await register(other).expect(400);
      expect(answer.body.error.details).toEqual([
        { field: 'kubeconfigUpload', reason: expect.any(String) },
      ]);
      expect(answer.text).not.toContain(other);
    }
  });

  it('belongs to the user who uploaded it', async () => {
    const { body } = await upload().expect(201);
    const answer = await register(body.handle)
      .set('Authorization', mockCredentials.user.header('user:default/other'))
      .expect(400);
    expect(answer.body.error.details[0].field).toBe('kubeconfigUpload');
  });

  it('belongs to one request once it is claimed', async () => {
    const { body } = await upload().expect(201);
    backend.fake.afterWrite = (verb, { plural }) => {
      if (verb === 'create' && plural === 'secrets') {
        throw new Error('the process ended here');
      }
    };
    await register(body.handle).expect(500);
    backend.fake.afterWrite = undefined;

    await register(body.handle, { requestId: 'task-2', name: 'red' }).expect(
      400,
    );
    await register(body.handle).expect(201);
  });

  it.each([
    ['task-1', 201],
    ['task-2', 400],
  ])(
    'claimed by another replica for %s in the same moment answers task-1 with %i',
    async (claimant, status) => {
      const { body } = await upload().expect(201);
      const [{ metadata }] = secrets('dpf-uploads');
      let isFirst = true;
      beforeWrites((verb, objects) => {
        if (verb === 'patch' && isFirst) {
          isFirst = false;
          objects.patch(
            'secrets',
            { namespace: 'dpf-uploads', name: metadata.name },
            {
              metadata: {
                annotations: {
                  [DPF_ANNOTATIONS.requestId]: claimant,
                  [SECRET_MARKS.claimedFor]:
                    'provisioning.dpu.nvidia.com/dpf-clusters/blue',
                },
              },
            },
          );
        }
      });
      await register(body.handle).expect(status);
    },
  );

  it('is owned once though another replica attaches it in the same moment', async () => {
    const { body } = await upload().expect(201);
    let patches = 0;
    beforeWrites((verb, objects) => {
      if (verb === 'patch' && ++patches === 2) {
        const [cluster] = backend.fake.all<DpuCluster>('dpuclusters');
        objects.patch(
          'secrets',
          { namespace: 'dpf-clusters', name: 'blue-admin-kubeconfig' },
          {
            metadata: {
              ownerReferences: [
                {
                  apiVersion: cluster.apiVersion,
                  kind: 'DPUCluster',
                  name: 'blue',
                  uid: cluster.metadata.uid,
                },
              ],
            },
          },
        );
      }
    });
    await register(body.handle).expect(201);
    const [secret] = secrets('dpf-clusters');
    expect(secret.metadata.ownerReferences).toHaveLength(1);
  });

  it('cannot be used when it is older than a day', async () => {
    const { body } = await upload().expect(201);
    await clock.advance(DAY_MS);
    await register(body.handle).expect(400);
  });

  it('is not claimed by a dry run', async () => {
    const { body } = await upload().expect(201);
    await register(body.handle, {}, '?dryRun=true').expect(200);
    expect(secrets('dpf-clusters')).toEqual([]);
    await register(body.handle, { requestId: 'task-2' }).expect(201);
  });

  it.each([1, 2, 3, 4, 5])(
    'is finished by the same request after an end right after write %p',
    async write => {
      const { body } = await upload().expect(201);
      let writes = 0;
      backend.fake.afterWrite = () => {
        writes += 1;
        if (writes === write) {
          throw new Error('the process ended here');
        }
      };
      await register(body.handle).expect(500);
      backend.fake.afterWrite = undefined;

      const { status } = await register(body.handle);
      expect([200, 201]).toContain(status);
      const [cluster, ...more] = backend.fake.all<DpuCluster>('dpuclusters');
      expect(more).toEqual([]);
      expect(secrets('dpf-uploads')).toEqual([]);
      const [secret, ...others] = secrets('dpf-clusters');
      expect(others).toEqual([]);
      expect(secret.metadata.ownerReferences).toEqual([
        expect.objectContaining({ uid: cluster.metadata.uid }),
      ]);
    },
  );

  it.each([1, 2, 3, 4])(
    'is tidied up when nobody comes back after write %p',
    async write => {
      const { body } = await upload().expect(201);
      let writes = 0;
      backend.fake.afterWrite = () => {
        writes += 1;
        if (writes === write) {
          throw new Error('the process ended here');
        }
      };
      await register(body.handle).expect(500);
      backend.fake.afterWrite = undefined;

      await clock.advance(DAY_MS);
      await reaper().reap(backend.fake);

      expect(secrets('dpf-uploads')).toEqual([]);
      const made = backend.fake.all<DpuCluster>('dpuclusters');
      // After the cluster is made (the third write) the Secret is finished, before that it is taken back.
      expect(made).toHaveLength(write >= 3 ? 1 : 0);
      expect(
        secrets('dpf-clusters').map(
          ({ metadata }) => metadata.ownerReferences?.[0].uid,
        ),
      ).toEqual(made.map(({ metadata }) => metadata.uid));
    },
  );

  it('is removed after a day when nobody claimed it, and not before', async () => {
    await upload().expect(201);
    await clock.advance(DAY_MS - 1);
    await reaper().reap(backend.fake);
    expect(secrets('dpf-uploads')).toHaveLength(1);
    await clock.advance(1);
    await reaper().reap(backend.fake);
    expect(secrets('dpf-uploads')).toEqual([]);
  });

  it('shows its key in no log, audit event or answer', async () => {
    const said: string[] = [];
    const { body } = await upload().expect(201);
    said.push(JSON.stringify(body));
    const broken = await request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .set('Content-Type', 'application/json')
      .send(`{"kubeconfig": "${kubeconfigText()}`)
      .expect(400);
    const unknown = await request(backend.server)
      .post('/api/dpf/kubeconfig-uploads')
      .send({ kubeconfig: { text: kubeconfigText() } })
      .expect(400);
    const refused = await upload(
      kubeconfigText().replace('"v1"', '"v2"'),
    ).expect(200);
    const tooLarge = await upload(
      `${kubeconfigText()}${' '.repeat(100_000)}`,
    ).expect(400);
    backend.fake.afterWrite = (verb, { plural }) => {
      if (verb === 'create' && plural === 'secrets') {
        throw new Error('the process ended here');
      }
    };
    const failed = await register(body.handle);
    backend.fake.afterWrite = undefined;
    const registered = await register(body.handle);
    const resources = await request(backend.server).get(
      '/api/dpf/dpu-clusters/local/dpf-clusters/blue/resources',
    );
    for (const answer of [
      broken,
      unknown,
      refused,
      tooLarge,
      failed,
      registered,
      resources,
    ]) {
      said.push(answer.text);
    }
    const { logger, auditor, auditEvent, signals } = backend;
    for (const mock of [
      logger.debug,
      logger.info,
      logger.warn,
      logger.error,
      auditor.createEvent,
      auditEvent.success,
      auditEvent.fail,
      signals.publish,
    ]) {
      for (const call of mock.mock.calls) {
        said.push(
          call
            .map((part: unknown) =>
              part instanceof Error
                ? `${part.stack} ${JSON.stringify(part)}`
                : String(
                    JSON.stringify(part, (key, value) =>
                      key === 'request' ? undefined : value,
                    ),
                  ),
            )
            .join(' '),
        );
      }
    }

    expect(registered.status).toBe(201);
    expect(resources.body.items.map((i: { kind: string }) => i.kind)).toContain(
      'Secret',
    );
    const all = said.join('\n');
    expect(all).toContain('dpu-cluster-create');
    expect(all).not.toContain(KEY_DATA.slice(40, 60));
    expect(all).not.toContain(
      Buffer.from(KEY_DATA, 'base64').toString('utf8').split('\n')[1],
    );
    expect(all).not.toContain(
      Buffer.from(KEY_DATA).toString('base64').slice(0, 40),
    );
  });
});
