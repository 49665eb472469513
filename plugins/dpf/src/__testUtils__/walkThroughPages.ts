import { screen, waitFor } from '@testing-library/react';
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
// Whether a link can be seen takes long to find out on a whole page, and each component's own test asks for it.
const hidden = true;
const link = (name: string) => screen.findByRole('link', { name, hidden });
const tab = (name: string) => screen.findByRole('tab', { name, hidden });

/** A page behind the tabs beside the list: the end of its address, and what its links are. */
interface TabPage {
  end: string;
  look(at: MountedAt): Promise<void>;
}

const TAB_PAGES: TabPage[] = [
  {
    end: '',
    look: async at => {
      expect(href(await link('blue'))).toBe(pathOfBlue(at));
      expect(href(await tab('Clusters'))).toBe(at.list);
      expect(href(await tab('DPUs'))).toBe(`${at.list}/dpus`);
      expect(href(await tab('Platform'))).toBe(`${at.list}/platform`);
    },
  },
  {
    end: '/dpus',
    look: async at => {
      expect(href(await link('team-a/blue'))).toBe(pathOfBlue(at));
    },
  },
  {
    end: '/platform',
    look: async at => {
      expect(href(await link('1 cluster'))).toBe(
        `${at.list}?finding=ApiNotAnswering`,
      );
      expect(href(await link('All DPUs without a DPU cluster'))).toBe(
        `${at.list}/dpus?state=unassigned`,
      );
      expect(href(await tab('Now'))).toBe(`${at.list}/platform`);
    },
  },
  {
    end: '/platform/setup',
    look: async at => {
      expect(await screen.findByText(/It answers/)).toBeInTheDocument();
      expect(href(await tab('Setup'))).toBe(`${at.list}/platform/setup`);
    },
  },
];

/** Each page behind the tabs, at each of the mounts. */
export const TAB_PAGE_ROWS = MOUNTS.flatMap(at =>
  TAB_PAGES.map(page => ({ ...page, at, path: `${at.list}${page.end}` })),
);

/** Looks at the links of a page, which is shown. */
export async function lookAtLinks({
  at,
  look,
}: (typeof TAB_PAGE_ROWS)[number]): Promise<void> {
  await look(at);
  expectOwnLinks(at);
}

/** From the list, which is shown, to the page of a cluster and over its tabs. */
export async function walkToCluster(at: MountedAt): Promise<void> {
  await userEvent.click(await link('blue'));
  expect(
    await screen.findByRole('region', { name: 'team-a/blue', hidden }),
  ).toBeVisible();
  await userEvent.click(await tab('Details'));
  await waitFor(async () =>
    expect(await tab('Details')).toHaveAttribute('aria-selected', 'true'),
  );
  expectOwnLinks(at);
}

/** From a page that says that there is nothing, back to the list, and to a tab. */
export async function walkBackToList({ list }: MountedAt): Promise<void> {
  const back = await screen.findByRole('button', {
    name: 'All DPU clusters',
    hidden,
  });
  expect(href(back)).toBe(list);
  await userEvent.click(back);
  expect(await link('blue')).toBeVisible();
  await userEvent.click(await tab('DPUs'));
  expect(await link('team-a/blue')).toBeVisible();
}
