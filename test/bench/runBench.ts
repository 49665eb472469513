import os from 'node:os';
import {
  BenchArguments,
  BenchUsageError,
  CourseName,
  USAGE,
  parseBenchArguments,
} from './cli/parseBenchArguments';
import { Contestant } from './contestants/Contestant';
import { findContestants } from './contestants/findContestants';
import { bundleOurs } from './contestants/ourContestant';
import { Measurement } from './courses/Course';
import { COURSE_BY_NAME } from './courses/courses';
import { Ground } from './ground/Ground';
import { SupervisedProcess } from './process/SupervisedProcess';
import { Report } from './report/Report';
import { writeResults } from './report/writeResults';
import { describeMachine } from './report/describeMachine';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** On fresh ground; whatever was started has ended afterwards. */
async function runCourse(
  name: CourseName,
  contestant: Contestant,
  args: BenchArguments,
): Promise<Measurement[]> {
  const course = COURSE_BY_NAME[name];
  const ground = await Ground.open({
    peerCrds: course.oursOnly ? undefined : process.env.DPF_PEER_CRDS,
    shape: course.shape,
  });
  const processes: SupervisedProcess[] = [];
  try {
    return await course.measure({
      ground,
      ours: contestant.ours,
      args,
      start: async way => {
        const running = await contestant.start(ground, way);
        processes.push(...running.processes);
        return running;
      },
    });
  } finally {
    await Promise.all(processes.map(child => child.stop()));
    await ground.close();
  }
}

/**
 * The command.
 *
 * @returns the exit code.
 */
export async function runBench(argv: string[]): Promise<number> {
  let args: BenchArguments | undefined;
  try {
    args = parseBenchArguments(argv);
  } catch (error) {
    if (!(error instanceof BenchUsageError)) {
      throw error;
    }
    process.stderr.write(`bench: ${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (!args) {
    process.stdout.write(USAGE);
    return 0;
  }
  const peers = process.env.DPF_PEERS;
  if (!peers) {
    say('The vendor’s controllers are left out: DPF_PEERS is not set.');
  }
  const contestants = findContestants({
    peers,
    profileDirectory: args.profileDirectory,
    names: args.contestants,
  });
  bundleOurs();
  const load = os.loadavg();
  const report = new Report();
  for (const course of args.only) {
    for (let round = 1; round <= args.runs; round++) {
      const { oursOnly } = COURSE_BY_NAME[course];
      for (const contestant of oursOnly ? [contestants[0]] : contestants) {
        say(`${course}, round ${round}: ${contestant.name}`);
        const measurements = await runCourse(course, contestant, args);
        measurements.forEach(({ figure, value, unit }) =>
          say(`  ${figure}: ${value.toFixed(3)} ${unit}`),
        );
        report.add(contestant.name, measurements);
      }
    }
  }
  const text = `${describeMachine(load)}\n\n${report.toMarkdown()}\n`;
  say(`\n${text}`);
  if (args.output) {
    writeResults(args.output, text);
  }
  return 0;
}
