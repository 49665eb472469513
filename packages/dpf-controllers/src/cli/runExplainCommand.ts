import { CliArguments } from './parseCliArguments';

/** Prints the findings of a dump, without a management cluster. */
export async function runExplainCommand(_args: CliArguments): Promise<number> {
  throw new Error('explain is being built.');
}
