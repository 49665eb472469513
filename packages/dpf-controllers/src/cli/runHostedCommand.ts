import { channelOfProcess } from '../hosted/PortalChannel';
import { runHosted } from '../hosted/runHosted';
import { CliUsageError } from './parseCliArguments';

/** What the portal's back end starts to reconcile outside its own process. It is not for people, so no help names it. */
export const HOSTED_COMMAND = 'hosted';

/** As long as the portal waits for it. */
const GRACE_MS = 9_000;

/**
 * Reconciles for the portal that started this process. Throws when a person did.
 *
 * @returns the exit code.
 */
export async function runHostedCommand(): Promise<number> {
  const portal = channelOfProcess();
  if (!portal) {
    throw new CliUsageError('Only the portal starts hosted reconcilers.');
  }
  // A terminal sends its signals to this process too. The portal ends it by a message once it has answered its requests.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  // Nobody else would end a process that hangs once its portal was killed.
  portal.onGone(() => setTimeout(() => process.exit(1), GRACE_MS).unref());
  await runHosted(portal);
  return 0;
}
