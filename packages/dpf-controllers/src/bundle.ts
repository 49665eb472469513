// What `yarn bundle` begins with: the whole of dpf-controllers in one file, for images.
import { runAndExit } from './cli/runCli';

runAndExit(process.argv.slice(2));
