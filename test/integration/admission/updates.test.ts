import { CheckOutcome } from '@dpf-portal/dpf-world';
import path from 'node:path';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { describeRequiring } from '../../describeUnless';
import { Kubectl } from '../../management/Kubectl';
import { Lab } from '../../management/Lab';
import { commandsIn } from '../../management/followAdvice';

const REPOSITORY = path.resolve(__dirname, '../../..');
const FIRST_RELEASE = 'test/fixtures/firstRelease/deploy/admission';
const WARNS =
  'The admission policies are in force; dpf-portal-dpuclusters-settings does not deny (Audit, Warn)';
const DENIES =
  'The admission policies are in force; dpf-portal-dpuclusters-settings denies';

describeRequiring(
  Kubectl.isHere() ? undefined : 'kubectl is not here',
  'An administrator of the admission policies',
  () => {
    let lab: Lab;
    let kubectl: Kubectl;

    beforeAll(async () => {
      lab = await Lab.start({ light: true });
      kubectl = new Kubectl(lab);
    });
    afterAll(async () => {
      kubectl?.remove();
      await lab?.stop();
    });

    /** Runs a command at the root of the repository, as the documents say. */
    async function run(command: string): Promise<void> {
      const result = await kubectl.paste(`cd ${REPOSITORY} && ${command}`);
      expect(result).toMatchObject({ code: 0 });
    }

    async function doctor(): Promise<CheckOutcome[]> {
      const { output } = await runControllersCommand(
        ...['doctor', '--json'],
        ...['--kubeconfig', lab.cluster.adminKubeconfigFile],
        ...['--tenant-proxy', lab.cluster.proxyUrl],
      );
      const outcomes: CheckOutcome[] = JSON.parse(output);
      return outcomes.filter(({ check }) => check === 'Admission');
    }

    it('updates those of the first release with the commands of the doctor', async () => {
      await run('kubectl delete -f deploy/charts/dpf-portal/admission');
      await run(`kubectl apply -f ${FIRST_RELEASE}`);
      const found = await doctor();
      expect(found.map(({ message }) => message)).toEqual([
        expect.stringContaining('-rights is not there'),
        expect.stringContaining('-deletion does not exempt DPF’s service'),
        expect.stringContaining('-settings is not there'),
        expect.stringContaining('-labels does not exempt DPF’s service'),
        expect.stringContaining('-dpusets is not there'),
        expect.stringContaining('-dpuclusters of an earlier release is still'),
      ]);
      for (const { remedy = '' } of found) {
        for (const command of commandsIn(remedy)) {
          await run(command);
        }
      }
      expect(await doctor()).toMatchObject([{ state: 'ok', message: WARNS }]);
    });

    it('makes the settings deny, until that is undone and not by an update', async () => {
      await run(
        'kubectl apply -f deploy/charts/dpf-portal/admission-deny.yaml',
      );
      expect(await doctor()).toMatchObject([{ state: 'ok', message: DENIES }]);
      await run('kubectl apply -f deploy/charts/dpf-portal/admission');
      expect(await doctor()).toMatchObject([{ state: 'ok', message: DENIES }]);
      await run(
        'kubectl delete -f deploy/charts/dpf-portal/admission-deny.yaml',
      );
      expect(await doctor()).toMatchObject([{ state: 'ok', message: WARNS }]);
    });
  },
);
