import { Logger, boundedText } from '@dpf-portal/kube-controller';

/** Writes what a person should see, as lines on stderr. */
export function stderrLogger(): Logger {
  const write = (level: string) => (message: string) =>
    void process.stderr.write(`${level}: ${boundedText(message)}\n`);
  const logger: Logger = {
    debug: () => {},
    info: write('info'),
    warn: write('warning'),
    error: write('error'),
    child: () => logger,
  };
  return logger;
}
