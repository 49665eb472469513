import { CREDENTIAL_ROLES, CredentialRole } from '@dpf-portal/dpf-model';
import { describeWithKubectl, kubectl } from '../../kamaji/kubectl';
import { AccessLab } from '../../portal/AccessLab';
import { eventually } from '../../portal/eventually';
import { refusedInTime } from '../../portal/refusedInTime';

const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
/** Whatever the DPU cluster does. */
const ANSWERED_WITHIN_MS = 10_000;

describeWithKubectl('A credential from the portal', () => {
  let access: AccessLab;

  beforeAll(async () => {
    access = await AccessLab.start({
      users: [ANN, BOB],
      roles: CREDENTIAL_ROLES,
    });
  });
  afterAll(async () => {
    await access?.stop();
  });

  const isRefused = async (file: string) =>
    (await kubectl(file, 'get', 'nodes')).output.includes('Unauthorized');

  /** What each role may do, asked of the API server. */
  async function answers(file: string): Promise<string[]> {
    const questions = [
      'list nodes',
      'list pods -A',
      'list secrets -A',
      'create deployments.apps -A',
      'create rolebindings.rbac.authorization.k8s.io -A',
      'create namespaces',
    ];
    const yes: string[] = [];
    for (const question of questions) {
      const { output } = await kubectl(
        file,
        'auth',
        'can-i',
        ...question.split(' '),
      );
      if (/^yes$/m.test(output)) {
        yes.push(question.split(' ').slice(0, 2).join(' '));
      }
    }
    return yes;
  }

  it('lists the Nodes with kubectl, and allows what its role says', async () => {
    const allowed: Record<CredentialRole, string[]> = {
      view: ['list nodes', 'list pods'],
      edit: [
        'list nodes',
        'list pods',
        'list secrets',
        'create deployments.apps',
      ],
      admin: [
        'list nodes',
        'list pods',
        'list secrets',
        'create deployments.apps',
        'create rolebindings.rbac.authorization.k8s.io',
      ],
      'cluster-admin': [
        'list nodes',
        'list pods',
        'list secrets',
        'create deployments.apps',
        'create rolebindings.rbac.authorization.k8s.io',
        'create namespaces',
      ],
    };
    for (const role of CREDENTIAL_ROLES) {
      const { file } = await access.issue(ANN, role);
      expect(await kubectl(file, 'get', 'nodes')).toMatchObject({ code: 0 });
      expect({ role, allowed: await answers(file) }).toEqual({
        role,
        allowed: allowed[role],
      });
    }
  });

  it('shows in the DPU cluster who has it, and until when', async () => {
    const { id, file } = await access.issue(BOB, 'view');
    const { output } = await kubectl(file, 'auth', 'whoami');
    expect(output).toMatch(/system:serviceaccount:dpf-portal:bob-view-/);
    const secret = await kubectl(
      access.adminFile,
      ...[
        '-n',
        'dpf-portal',
        'get',
        'secret',
        `credential-${id}`,
        '-o',
        'yaml',
      ],
    );
    expect(secret.output).toContain(`dpf-portal.io/user: ${BOB}`);
    expect(secret.output).toMatch(/dpf-portal.io\/until: "20/);
  });

  it('is refused within 15 s of its revocation, and only it', async () => {
    const gone = await access.issue(BOB, 'view');
    const kept = await access.issue(BOB, 'view');
    expect((await kubectl(gone.file, 'get', 'nodes')).code).toBe(0);
    const revokedAt = Date.now();
    await access.revoke(BOB, gone.id);
    await refusedInTime(revokedAt, () => isRefused(gone.file));
    expect((await kubectl(kept.file, 'get', 'nodes')).code).toBe(0);
  });

  it('is answered with a sentence within 10 s where the API server hangs', async () => {
    const { id } = await access.issue(BOB, 'view');
    const bob = access.portal.as(BOB);
    await access.whileItHangs(async () => {
      const startedAt = Date.now();
      const [made, revoked] = await Promise.all([
        bob.post(`${AccessLab.CLUSTER}/kubeconfig`, { role: 'view' }),
        bob.delete(`${AccessLab.CLUSTER}/credentials/${id}`),
      ]);
      expect(Date.now() - startedAt).toBeLessThan(ANSWERED_WITHIN_MS);
      expect(made.status).toBe(503);
      expect(made.body.error.message).toMatch(
        /^The API server of dpf-clusters\/blue cannot be used: .*\. No credential was made\.$/,
      );
      expect(revoked.status).toBe(503);
      expect(revoked.body.error.message).toContain('not revoked yet');
    });
    await access.revoke(BOB, id);
  });

  it('ends with everything else that the portal has made when the cluster is unregistered', async () => {
    const { file } = await access.issue(ANN, 'cluster-admin');
    const endedAt = Date.now();
    await access.unregister(ANN);
    const selector = ['-l', 'app.kubernetes.io/managed-by=dpf-portal'];
    const left = await kubectl(
      access.adminFile,
      ...['get', 'secrets,serviceaccounts,clusterroles,clusterrolebindings'],
      ...['-A', '-o', 'name', ...selector],
    );
    expect(left).toEqual({ code: 0, output: '' });
    await eventually(
      'the namespace is gone, so that the cluster can be registered again',
      async () =>
        /not found/i.test(
          (
            await kubectl(access.adminFile, 'get', 'namespace', 'dpf-portal')
          ).output,
        ) || undefined,
    );
    await refusedInTime(endedAt, () => isRefused(file));
  });
});
