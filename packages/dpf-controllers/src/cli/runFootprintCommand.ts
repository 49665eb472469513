import { KubeConfig } from '@kubernetes/client-node';
import { CliArguments } from './parseCliArguments';

/** Prints every object and field that this project owns on the management cluster. */
export async function runFootprintCommand(
  _args: CliArguments,
  _kubeConfig: KubeConfig,
): Promise<number> {
  throw new Error('footprint is being built.');
}
