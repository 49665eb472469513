import fs from 'node:fs';
import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { expect } from '@playwright/test';
import { guideExample, guideSecret } from '../../fixtures/guideExample';
import { test } from '../portal/test';

test.describe('the list of clusters', () => {
  for (const group of Object.values(DPU_CLUSTER_GROUPS)) {
    test(`shows the guide's examples of group ${group} with their state`, async ({
      page,
      api,
      staticKubeconfigFile,
    }) => {
      await page.getByRole('link', { name: 'DPU clusters' }).click();
      const rows = page.getByRole('row', { name: /^test / });
      await api.createSecret(
        'team-b',
        guideSecret(fs.readFileSync(staticKubeconfigFile, 'utf8')),
      );
      const created = [
        await api.createCluster('team-a', guideExample('kamaji', group)),
        await api.createCluster('team-b', guideExample('static', group)),
      ];
      await expect(rows).toHaveCount(2);
      for (const type of ['kamaji', 'static']) {
        await expect(
          rows.filter({ hasText: type }).getByTestId('dpf-state'),
        ).toHaveText('Ready');
      }

      await Promise.all(created.map(cluster => api.deleteCluster(cluster)));
      await api.client.delete(CORE_RESOURCES.secrets, {
        namespace: 'team-b',
        name: 'my-admin-kubeconfig',
      });
      await expect(rows).toHaveCount(0);
    });
  }
});
