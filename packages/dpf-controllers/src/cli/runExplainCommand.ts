import {
  AssumptionError,
  Dump,
  Explanation,
  collectEverything,
  explain,
  explanationMarkdown,
  renderExplanation,
} from '@dpf-portal/dpf-world';
import { boundedText } from '@dpf-portal/dpf-model';
import { readNewClusters } from '../explain/readNewClusters';
import { ReadDump, UnreadableDumpError, readDump } from '../explain/readDump';
import { CliArguments, OutputFormat } from './parseCliArguments';

const RENDER: Record<OutputFormat, (explanation: Explanation) => string> = {
  text: renderExplanation,
  json: explanation => `${JSON.stringify(explanation, undefined, 2)}\n`,
  markdown: explanationMarkdown,
};

const DAY_MS = 24 * 60 * 60_000;
const MOST_PROBLEMS = 10;

/** Each on a line of its own: names of files come from whoever made the dump. */
function warn(problems: readonly string[]): void {
  const rest = problems.length - MOST_PROBLEMS;
  for (const text of [
    ...problems.slice(0, MOST_PROBLEMS),
    ...(rest > 0 ? [`${rest} more could not be read.`] : []),
  ]) {
    process.stderr.write(`dpf-controllers: ${boundedText(text, 2000)}\n`);
  }
}

async function explanationOf(
  args: CliArguments,
  { documents }: ReadDump,
): Promise<Explanation> {
  const { cluster, ifLabels, ifNewClusters, now, next } = args.explain;
  // A clock that is a day ahead is wrong.
  const dump = Dump.of(documents, { notAfter: Date.now() + DAY_MS });
  if (!dump.counts.length) {
    throw new UnreadableDumpError(
      `There is no object of DPF or Kamaji in the dump. To collect one, run: ${collectEverything()}`,
    );
  }
  return explain(dump, {
    now,
    next,
    cluster,
    ifLabels,
    ifNewClusters: await readNewClusters(ifNewClusters),
    operatorNamespace: args.leaderElectionNamespace,
  });
}

/**
 * Prints the findings of a dump, without a management cluster. The exit code is 1 when somebody has to act, and 2 when the
 * dump cannot be read.
 */
export async function runExplainCommand(args: CliArguments): Promise<number> {
  try {
    const read = await readDump(args.explain.dumps);
    warn(read.problems);
    const explanation = await explanationOf(args, read);
    process.stdout.write(RENDER[args.output](explanation));
    return explanation.needsSomebody ? 1 : 0;
  } catch (error) {
    if (
      error instanceof UnreadableDumpError ||
      error instanceof AssumptionError
    ) {
      warn([error.message]);
      return 2;
    }
    throw error;
  }
}
