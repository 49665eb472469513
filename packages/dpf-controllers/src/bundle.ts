// What `yarn bundle` begins with: the whole of dpf-controllers in one file, for images.
import { runAndExit } from './cli/runAndExit';

runAndExit(process.argv.slice(2));
