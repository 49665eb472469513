export { runAndExit } from './runAndExit';
export { runCli } from './runCli';
