import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  SafeKubeconfig,
  parseSafeKubeconfig,
  withoutTrailer,
} from '@dpf-portal/dpf-model';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { CertificateAuthority } from '@dpf-portal/local-cluster';
import request from 'supertest';
import { SecretObject } from '../../fixtures/guideExample';
import {
  ClientGoReading,
  describeWithGo,
  readWithClientGo,
} from '../../kubeconfigs/ClientGo';
import {
  Parts,
  hiddenFields,
  mutatedKubeconfigs,
} from '../../kubeconfigs/mutatedKubeconfigs';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';
import { startDpfBackend } from '../../portal/startDpfBackend';

const SEED = 20_261;
/** The first run on a machine compiles client-go. */
const COMPILED_MS = 10 * 60_000;
// The lab's proxy does not connect to this address.
const SERVER = 'https://10.20.0.99:6443';

const base64 = (text: string) => Buffer.from(text).toString('base64');

async function makeParts(): Promise<Parts> {
  const authority = await CertificateAuthority.create('blue');
  const { certificate, key } = await authority.issue({
    usage: 'client',
    commonName: 'admin',
    organizations: ['system:masters'],
  });
  return {
    server: SERVER,
    caData: base64(authority.credentials.certificate),
    certificateData: base64(certificate),
    keyData: base64(key),
  };
}

/** The result of the portal, or `undefined` if it rejects the kubeconfig. */
function judge(text: string): SafeKubeconfig | undefined {
  try {
    return parseSafeKubeconfig(text, { allowToken: true });
  } catch {
    return undefined;
  }
}

/** The PEM blocks of a base64 text, without the text between them. */
function blocksOf(data: unknown): string {
  const pem = Buffer.from(String(data ?? ''), 'base64').toString('latin1');
  const blocks = pem.match(/-----BEGIN[\s\S]*?-----END.*/g) ?? [];
  return blocks.map(block => block.replace(/\s/g, '')).join('\n');
}

/** The named entry, or the only one. */
function entryOf(
  entries: Record<string, Record<string, unknown>>,
  name: unknown,
): Record<string, unknown> | undefined {
  const all = Object.values(entries);
  return name === undefined && all.length === 1
    ? all[0]
    : entries[String(name)];
}

/** The differences between the results of client-go and of the portal. */
function differences(
  { loadError, config }: ClientGoReading,
  judged: SafeKubeconfig,
): string[] {
  if (!config) {
    return [`it cannot be loaded: ${loadError}`];
  }
  const contexts = Object.keys(config.contexts);
  const context =
    config.contexts[config['current-context'] || contexts[0]] ?? {};
  const [readCluster, readUser] = [
    entryOf(config.clusters, context.cluster),
    entryOf(config.users, context.user),
  ];
  if (!readCluster || !readUser || (contexts.length > 1 && !context.cluster)) {
    return ['no context'];
  }
  const {
    server,
    'certificate-authority-data': authority,
    'disable-compression': _compression,
    extensions: _ofCluster,
    ...cluster
  } = readCluster;
  const {
    'client-certificate-data': certificate,
    'client-key-data': key,
    token,
    username,
    password,
    extensions: _ofUser,
    ...user
  } = readUser;
  const same: Array<[string, unknown, unknown]> = [
    ['server', new URL(String(server)).origin, new URL(judged.server).origin],
    ['authority', blocksOf(authority), blocksOf(judged.caData)],
    [
      'certificate',
      blocksOf(certificate),
      blocksOf(judged.clientCertificateData),
    ],
    ['key', blocksOf(key), blocksOf(judged.clientKeyData)],
    // Beside a certificate these are not used.
    ['token', certificate ? undefined : token, judged.token],
    ['password', certificate ? undefined : username ?? password, undefined],
    ['further fields', Object.keys({ ...cluster, ...user }).join(), ''],
  ];
  return same
    .filter(([, found, expected]) => found !== expected)
    .map(([what]) => what);
}

describeWithGo('client-go', () => {
  let parts: Parts;
  let mutated: string[];

  beforeAll(async () => {
    readWithClientGo(['kind: Config']);
    parts = await makeParts();
    mutated = mutatedKubeconfigs(parts, { seed: SEED, count: 3_000 });
  }, COMPILED_MS);

  it('finds fields behind unusual line breaks, and the portal accepts none of these kubeconfigs', () => {
    const hidden = hiddenFields(parts);
    const found = readWithClientGo(hidden).filter(
      ({ config }) =>
        config &&
        /tokenFile|exec|10\.99\.99\.99|"as"/.test(JSON.stringify(config)),
    );
    expect(found.length).toBeGreaterThan(100);
    expect(hidden.filter(judge).slice(0, 2)).toEqual([]);
  });

  it('finds in every kubeconfig that the portal accepts from a Secret what the portal finds', () => {
    const accepted = mutated.flatMap(text => {
      const judged = judge(text);
      return judged ? [{ text, judged }] : [];
    });
    expect(accepted.length).toBeGreaterThan(250);
    const found = readWithClientGo(accepted.map(({ text }) => text));
    const wrong = accepted.flatMap(({ text, judged }, index) => {
      const different = differences(found[index], judged);
      return different.length ? [{ text, different }] : [];
    });
    expect(wrong.slice(0, 2)).toEqual([]);
  });

  describe('in a Secret that the portal made of an upload', () => {
    const REGISTERED = 8;
    const UPLOADED = 500;
    let lab: Lab;
    let backend: Awaited<ReturnType<typeof startDpfBackend>>;

    const call = (
      method: 'get' | 'post' | 'patch',
      path: string,
      user = 'user:default/somebody',
    ) =>
      request(backend.server)
        [method](`/api/dpf${path}`)
        .set('Authorization', mockCredentials.user.header(user));

    beforeAll(async () => {
      lab = await Lab.start({ light: true });
      backend = await startDpfBackend([
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://127.0.0.1' },
            dpf: {
              managementClusters: [
                {
                  name: 'local',
                  kubeconfigFile: lab.cluster.portalKubeconfigFile,
                  tenantAccess: {
                    mode: 'proxy',
                    proxyUrl: lab.cluster.proxyUrl,
                  },
                  policy: { namespace: 'dpf-clusters', version: 'v1.29.0' },
                  uploads: { namespace: 'dpf-uploads' },
                },
              ],
            },
          },
        }),
      ]);
      await eventually(
        'the portal has seen the management cluster',
        async () => {
          const { body } = await call('get', '/dpu-clusters?limit=1');
          return body.sources[0].synced ? true : undefined;
        },
      );
    });
    afterAll(async () => {
      await backend?.stop();
      await lab?.stop();
    });

    const dataOf = async (namespace: string, name: string) =>
      (
        await lab.api.client.get<SecretObject>(CORE_RESOURCES.secrets, {
          namespace,
          name,
        })
      ).data;

    /** Stores an upload in a cluster's Secret: first by creating the cluster, then by replacement. */
    async function use(
      nth: number,
      kubeconfigUpload: string,
      user: string,
    ): Promise<string> {
      const name = `blue-${nth % REGISTERED}`;
      const answer =
        nth < REGISTERED
          ? await call('post', '/dpu-clusters', user).send({
              requestId: `task-${nth}`,
              name,
              type: 'static',
              kubeconfigUpload,
            })
          : await call(
              'patch',
              `/dpu-clusters/local/dpf-clusters/${name}`,
              user,
            ).send({ kubeconfigUpload });
      expect([answer.status, answer.text]).toEqual([
        nth < REGISTERED ? 201 : 200,
        expect.any(String),
      ]);
      return `${name}-admin-kubeconfig`;
    }

    it('finds exactly what the portal judged', async () => {
      const stored: Array<{
        text: string;
        judged: SafeKubeconfig;
        data: string;
      }> = [];
      const refused: unknown[] = [];
      for (const [index, text] of mutated.slice(0, UPLOADED).entries()) {
        const user = `user:default/user-${index}`;
        const { status, body } = await call(
          'post',
          '/kubeconfig-uploads',
          user,
        ).send({ kubeconfig: text });
        if (status !== 201) {
          refused.push(body.handle);
          continue;
        }
        const judged = parseSafeKubeconfig(withoutTrailer(text));
        const [waiting] = await lab.api.client.listAll<SecretObject>(
          CORE_RESOURCES.secrets,
          { namespace: 'dpf-uploads' },
        );
        const name = await use(stored.length, body.handle, user);
        const made = await dataOf('dpf-clusters', name);
        expect(made['super-admin.conf']).toBe(made['admin.conf']);
        for (const data of [waiting.data.kubeconfig, made['admin.conf']]) {
          stored.push({ text, judged, data });
        }
      }
      expect(stored.length).toBeGreaterThan(80);
      expect(refused.length).toBeGreaterThan(200);
      expect(refused.filter(Boolean)).toEqual([]);

      const found = readWithClientGo(
        stored.map(({ data }) => Buffer.from(data, 'base64')),
      );
      const wrong = stored.flatMap(({ text, judged }, index) => {
        const { client, clientError, loadError } = found[index];
        const expected = {
          server: judged.server,
          authority: judged.caData,
          certificate: judged.clientCertificateData,
          key: judged.clientKeyData,
          token: '',
          keyPair: '',
          other: [],
        };
        const isSame =
          JSON.stringify(client) === JSON.stringify(expected) &&
          differences(found[index], judged).length === 0;
        return isSame ? [] : [{ text, client, clientError, loadError }];
      });
      expect(wrong.slice(0, 2)).toEqual([]);
    });
  });
});
