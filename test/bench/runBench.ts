import fs from 'node:fs';
import os from 'node:os';
import {
  BenchArguments,
  BenchUsageError,
  ScenarioName,
  USAGE,
  parseBenchArguments,
} from './cli/parseBenchArguments';
import { Subject } from './subjects/Subject';
import { findSubjects } from './subjects/findSubjects';
import { bundleOurs } from './subjects/ourSubject';
import { Measurement } from './scenarios/Scenario';
import { SCENARIO_BY_NAME } from './scenarios/scenarios';
import { Ground } from './ground/Ground';
import { SupervisedProcess } from './process/SupervisedProcess';
import { Report } from './report/Report';
import { describeMachine } from './report/describeMachine';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs one scenario with a new API server. Stops everything afterwards. */
async function runScenario(
  name: ScenarioName,
  subject: Subject,
  args: BenchArguments,
): Promise<Measurement[]> {
  const scenario = SCENARIO_BY_NAME[name];
  const ground = await Ground.open({
    peerCrds: scenario.oursOnly ? undefined : process.env.DPF_PEER_CRDS,
    shape: scenario.shape,
  });
  const processes: SupervisedProcess[] = [];
  try {
    return await scenario.measure({
      ground,
      ours: subject.ours,
      args,
      start: async way => {
        const running = await subject.start(ground, way);
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
  const subjects = findSubjects({
    peers,
    profileDirectory: args.profileDirectory,
    names: args.subjects,
  });
  bundleOurs();
  const load = os.loadavg();
  const report = new Report();
  const exceeded: string[] = [];
  for (const scenario of args.only) {
    for (let round = 1; round <= args.runs; round++) {
      const { oursOnly } = SCENARIO_BY_NAME[scenario];
      for (const subject of oursOnly ? [subjects[0]] : subjects) {
        say(`${scenario}, round ${round}: ${subject.name}`);
        const measurements = await runScenario(scenario, subject, args);
        for (const { figure, value, unit, limit } of measurements) {
          const line = `${figure}: ${value.toFixed(3)} ${unit}`.trim();
          const bound = limit === undefined ? '' : ` (limit ${limit})`;
          say(`  ${line}${bound}`);
          if (limit !== undefined && !(value <= limit)) {
            exceeded.push(`${line}${bound}`);
          }
        }
        report.add(subject.name, measurements);
      }
    }
  }
  const text = `${describeMachine(load)}\n\n${report.toMarkdown()}\n`;
  say(`\n${text}`);
  if (args.output) {
    fs.writeFileSync(args.output, text);
  }
  if (exceeded.length) {
    process.stderr.write(`bench: above the limit:\n${exceeded.join('\n')}\n`);
    return 1;
  }
  return 0;
}
