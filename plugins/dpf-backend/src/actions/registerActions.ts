import {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  ActionApi,
  ActionContext,
  DpfAction,
  createDpuClusterAction,
  explainDpuClusterAction,
  getDpuClusterAction,
  getDpuClusterCredentialsAction,
  getPlatformReadinessAction,
  listDpuClustersAction,
  retireDpuClusterAction,
  toActionError,
  updateDpuClusterAction,
  waitForDpuClusterAction,
  zodObjectOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { PortalPages } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { randomUUID } from 'node:crypto';

/** What a caller can do about an error. */
const REMEDIES = {
  unavailable: 'Try again in a moment.',
  signedOut: 'The sign-in has expired. Sign in again.',
};

/** What the actions of the registry need. */
export interface ActionHost {
  registry: ActionsRegistryService;
  auth: AuthService;
  clock: Pick<Clock, 'now' | 'sleep'>;
  discovery: DiscoveryService;
  dpf: ActionApi;
  /** For links to pages of the portal. */
  pages: PortalPages;
}

const nowhere = () => undefined;

function contextOf(
  { auth, clock, discovery, dpf, pages }: ActionHost,
  credentials: BackstageCredentials,
): ActionContext {
  return {
    dpf,
    clock,
    pages,
    log: { info: nowhere, warn: nowhere },
    origin: { requestId: randomUUID() },
    apiBaseUrl: () => discovery.getExternalBaseUrl('dpf'),
    // Through the REST API, so that what the caller may do and what is audited are decided in one place.
    async call(one) {
      try {
        const { token } = await auth.getPluginRequestToken({
          onBehalfOf: credentials,
          targetPluginId: 'dpf',
        });
        return await one({ token });
      } catch (error) {
        throw toActionError(error, REMEDIES);
      }
    },
  };
}

type Values = Record<string, unknown>;

function register(
  action: DpfAction<Values, Values, Values>,
  host: ActionHost,
): void {
  const { name, title, description, attributes, examples } = action;
  host.registry.register({
    name,
    title,
    description,
    attributes,
    examples: examples.map(({ title: shown, input }) => ({
      title: shown,
      input,
    })),
    schema: {
      // Strict: what is misspelt would otherwise be left out without a word.
      input: z =>
        zodObjectOf(z, { ...action.input, ...action.direct }).strict(),
      output: z => zodObjectOf(z, action.output),
    },
    action: async ({ input, credentials }) => ({
      output: await action.run(input, contextOf(host, credentials)),
    }),
  });
}

/**
 * Offers the plugin's actions in Backstage's actions registry, to MCP clients and the command line. Each acts as its caller.
 * Those that write only where the portal's operators want them.
 */
export function registerActions(
  host: ActionHost,
  { writes }: { writes: boolean },
): void {
  register(listDpuClustersAction, host);
  register(getDpuClusterAction, host);
  register(explainDpuClusterAction, host);
  register(waitForDpuClusterAction, host);
  register(getDpuClusterCredentialsAction, host);
  register(getPlatformReadinessAction, host);
  if (writes) {
    register(createDpuClusterAction, host);
    register(updateDpuClusterAction, host);
    register(retireDpuClusterAction, host);
  }
}
