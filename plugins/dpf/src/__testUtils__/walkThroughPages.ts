import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCluster } from './aCluster';
import { aDpu } from './aDpu';
import { aManagementCluster } from './aManagementCluster';
import { aPlatform } from './aPlatform';
import { aSource } from './aSource';
import { aNotFound } from './anAnswer';
import { mockDpfApi } from './mockDpfApi';

/** Where an app mounts the pages. */
export interface MountedAt {
  list: string;
  /** Ends in a parameter for each part of a cluster's ref. */
  cluster: string;
}

/** Paths that an app may mount the pages at: those of a new portal, others, and a cluster's page that is not below the list. */
export const MOUNTS: MountedAt[] = [
  {
    list: '/dpu-clusters',
    cluster: '/dpu-clusters/:managementCluster/:namespace/:name',
  },
  {
    list: '/fleet',
    cluster: '/one-of/:managementCluster/:namespace/:name',
  },
  {
    list: '/infra/dpus',
    cluster: '/infra/dpus/of/:namespace/:managementCluster/:name/details',
  },
];

/** The path of the cluster team-a/blue on local. */
export function pathOfBlue({ cluster }: MountedAt): string {
  return cluster
    .replace(':managementCluster', 'local')
    .replace(':namespace', 'team-a')
    .replace(':name', 'blue');
}

/** An API with one cluster, blue, one DPU of it, and one problem. */
export function apiOfBlue() {
  return mockDpfApi({
    getDpuCluster: jest.fn(async ({ name }) => {
      if (name !== 'blue') {
        throw await aNotFound();
      }
      return { item: aCluster(), source: aSource() };
    }),
    listDpuClusters: jest.fn().mockResolvedValue({
      items: [aCluster()],
      totalItems: 1,
      pageInfo: {},
      sources: [aSource()],
    }),
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster()] }),
    getDpus: jest.fn().mockResolvedValue({
      items: [aDpu()],
      totalItems: 1,
      counts: { operational: 1 },
      pageInfo: {},
      sources: [aSource()],
    }),
    getPlatform: jest.fn().mockResolvedValue(aPlatform()),
    getSetup: jest.fn().mockResolvedValue({
      source: aSource(),
      checkedAt: '2026-11-24T10:00:00Z',
      checks: [{ check: 'API server', state: 'ok', message: 'It answers' }],
    }),
  });
}

/** The address in each link to a page of the portal. */
function addresses(): string[] {
  return [...document.querySelectorAll('a[href^="/"]')].map(
    link => link.getAttribute('href') ?? '',
  );
}

/** Every link of ours leads below a path at which the app mounts a page. */
function expectOwnLinks({ list, cluster }: MountedAt) {
  const [ofClusters] = cluster.split('/:');
  const mounted = [list, ofClusters, '/catalog', '/create'];
  const astray = addresses().filter(
    href =>
      href !== '/' &&
      !mounted.some(
        path =>
          href === path ||
          (/^[/?#]/.test(href.slice(path.length)) && href.startsWith(path)),
      ),
  );
  expect(astray).toEqual([]);
}

const href = (element: HTMLElement) => element.getAttribute('href');
const tab = (name: string) => screen.findByRole('tab', { name });

/** Follows the tabs from the list, which is shown, and looks at the links of each page. */
export async function walkThroughTabs(at: MountedAt): Promise<void> {
  const blue = pathOfBlue(at);

  expect(href(await screen.findByRole('link', { name: 'blue' }))).toBe(blue);
  expect(href(await tab('Clusters'))).toBe(at.list);
  expectOwnLinks(at);

  await userEvent.click(await tab('DPUs'));
  const dpus = await screen.findByRole('table');
  expect(
    href(await within(dpus).findByRole('link', { name: 'team-a/blue' })),
  ).toBe(blue);
  expect(href(await tab('DPUs'))).toBe(`${at.list}/dpus`);
  expectOwnLinks(at);

  await userEvent.click(await tab('Platform'));
  expect(await screen.findByText('ApiNotAnswering')).toBeVisible();
  expect(href(screen.getByRole('link', { name: '1 cluster' }))).toBe(
    `${at.list}?finding=ApiNotAnswering`,
  );
  expect(
    href(screen.getByRole('link', { name: 'All DPUs without a DPU cluster' })),
  ).toBe(`${at.list}/dpus?state=unassigned`);
  expectOwnLinks(at);

  await userEvent.click(await tab('Setup'));
  expect(await screen.findByText(/It answers/)).toBeVisible();
  expect(href(await tab('Setup'))).toBe(`${at.list}/platform/setup`);
  expectOwnLinks(at);
}

/** From the list, which is shown, to the page of a cluster and over its tabs. */
export async function walkToCluster(at: MountedAt): Promise<void> {
  await userEvent.click(await screen.findByRole('link', { name: 'blue' }));
  expect(
    await screen.findByRole('region', { name: 'team-a/blue' }),
  ).toBeVisible();
  await userEvent.click(await tab('Details'));
  await waitFor(async () =>
    expect(await tab('Details')).toHaveAttribute('aria-selected', 'true'),
  );
  expectOwnLinks(at);
}

/** From the page of a cluster that does not exist, which is shown, back to the list. */
export async function walkBackToList({ list }: MountedAt): Promise<void> {
  const back = await screen.findByRole('button', { name: 'All DPU clusters' });
  expect(href(back)).toBe(list);
  await userEvent.click(back);
  expect(await screen.findByRole('link', { name: 'blue' })).toBeVisible();
}
