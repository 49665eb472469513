import { KubeConfig } from '@kubernetes/client-node';
import { CliArguments } from './parseCliArguments';

/** Removes what nobody needs once this project is gone. */
export async function runLeaveCommand(
  _args: CliArguments,
  _kubeConfig: KubeConfig,
): Promise<number> {
  throw new Error('leave is being built.');
}
