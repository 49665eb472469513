import fs from 'node:fs';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { KubeConfig } from '@kubernetes/client-node';
import { ManagementApi } from '../../management/ManagementApi';
import { portal } from './portal';

interface Addresses {
  /** File with the administrator's kubeconfig of the management cluster. */
  kubeconfig: string;
  /** File with the admin kubeconfig of the built-in static cluster. */
  staticKubeconfig: string;
}

interface Fixtures {
  /** Signs in as guest and stays on the first page. */
  signedIn: void;
  /** The management cluster for an administrator. */
  api: ManagementApi;
  staticKubeconfigFile: string;
}

function addresses(): Addresses {
  return JSON.parse(
    fs.readFileSync(path.join(portal.stateDir, 'portal.json'), 'utf8'),
  );
}

/** Playwright's test with the portal and its management cluster. */
export const test = base.extend<Fixtures>({
  signedIn: [
    async ({ page }, use) => {
      await page.goto('/');
      // The first visit waits for the bundle of the front end.
      await page
        .getByRole('button', { name: 'Enter' })
        .click({ timeout: 60_000 });
      await page.getByRole('link', { name: 'DPU clusters' }).waitFor();
      await use();
    },
    { auto: true },
  ],
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern where a fixture uses no other
  api: async ({}, use) => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(addresses().kubeconfig);
    const api = ManagementApi.fromKubeConfig(kubeConfig);
    await use(api);
    api.close();
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  staticKubeconfigFile: async ({}, use) => {
    await use(addresses().staticKubeconfig);
  },
});

export { expect } from '@playwright/test';
