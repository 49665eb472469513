import { OpenTenant, TenantAnswer } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { TenantObjects } from './TenantObjects';

const SECRETS = CORE_RESOURCES.secrets;
const METADATA = {
  namespace: 'dpf-portal',
  name: 'credential-1',
  uid: '1',
  resourceVersion: '7',
};

function objectsOf(answers: (method: string, path: string) => TenantAnswer) {
  const asked: string[] = [];
  const tenant: Pick<OpenTenant, 'client'> = {
    client: {
      get: async path => {
        asked.push(path);
        return answers('GET', path);
      },
      write: async ({ method, path }) => answers(method, path),
    },
  };
  return { asked, objects: new TenantObjects(tenant, () => 1_000) };
}

const answer = (status: number, body: unknown): TenantAnswer => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('TenantObjects', () => {
  it('reads all pages', async () => {
    const { asked, objects } = objectsOf((_, path) =>
      path.includes('continue=a%26b')
        ? answer(200, { items: [{ metadata: { name: 'two' } }] })
        : answer(200, {
            metadata: { continue: 'a&b' },
            items: [{ metadata: { name: 'one' } }],
          }),
    );
    const found = await objects.list(SECRETS, 'dpf-portal');
    expect(found.map(({ metadata }) => metadata.name)).toEqual(['one', 'two']);
    expect(asked).toHaveLength(2);
  });

  it('ends where a server has pages without end', async () => {
    const { objects } = objectsOf(() =>
      answer(200, { metadata: { continue: 'more' }, items: [] }),
    );
    await expect(objects.list(SECRETS)).rejects.toThrow('too long');
  });

  it.each([
    ['no JSON', answer(200, '<html>'), 'does not answer as a Kubernetes API'],
    ['a status', answer(500, 'secret text'), 'status 500'],
    ['a refusal', answer(403, 'secret text'), 'may not list Secrets'],
  ])('rejects %s, and quotes nothing of it', async (_what, sent, message) => {
    const failed = objectsOf(() => sent)
      .objects.list(SECRETS)
      .catch(error => error.message);
    expect(await failed).toContain(message);
    expect(await failed).not.toContain('secret text');
  });

  it('leaves out what is no object', async () => {
    const { objects } = objectsOf(() =>
      answer(200, { items: [null, 'x', {}, { metadata: { name: 7 } }] }),
    );
    expect(await objects.list(SECRETS)).toEqual([]);
  });

  it.each<[string, TenantAnswer, boolean]>([
    [
      'the same object, changed since',
      answer(200, { metadata: METADATA }),
      false,
    ],
    [
      'an object that is being deleted',
      answer(200, { metadata: { ...METADATA, deletionTimestamp: 'now' } }),
      true,
    ],
    [
      'another object of its name',
      answer(200, { metadata: { ...METADATA, uid: '2' } }),
      true,
    ],
    ['nothing any more', answer(404, {}), true],
  ])('takes a conflict over %s as it is', async (_what, live, isGone) => {
    const { objects } = objectsOf(method =>
      method === 'DELETE' ? answer(409, {}) : live,
    );
    expect(await objects.delete(SECRETS, { metadata: METADATA })).toBe(isGone);
  });
});
