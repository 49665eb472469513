import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
} from '@microsoft/api-extractor';
import { publishedEntries } from './entriesOf.mjs';

/** Packages link to each other's sources here, so the tool meets sources where it expects declarations. */
const EXPECTED = 'ae-wrong-input-file-type';
/** The report marks what has no comment; a name may speak for itself. */
const MARKED = 'ae-undocumented';

/** The declarations that `tsc` made of a source. */
function declarationsOf(root, folder, source) {
  return join(
    root,
    'dist-types',
    relative(root, folder),
    source.replace(/\.tsx?$/, '.d.ts'),
  );
}

function configOf({ root, folder, entry, files, temporary }) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: declarationsOf(root, folder, entry.source),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          extends: join(root, 'tsconfig.json'),
          files,
          include: [],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: entry.report,
        reportFolder: folder,
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        // `tsc` has said it already.
        compilerMessageReporting: { default: { logLevel: 'none' } },
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          [EXPECTED]: { logLevel: 'none' },
          [MARKED]: { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'warning' } },
      },
    },
  });
}

/** @returns what is wrong with the API of one entry, as sentences */
function problemsOf(config, { root, entry, compilerState, write }) {
  const problems = [];
  const { apiReportChanged } = Extractor.invoke(config, {
    compilerState,
    localBuild: write,
    messageCallback: message => {
      message.handled = true;
      const { category, logLevel, sourceFilePath, sourceFileLine } = message;
      if (
        category !== 'console' &&
        (logLevel === 'warning' || logLevel === 'error')
      ) {
        const place = sourceFilePath
          ? `${relative(root, sourceFilePath)}:${sourceFileLine}: `
          : '';
        problems.push(`${place}${message.text} (${message.messageId})`);
      }
    },
  });
  if (apiReportChanged && !write) {
    problems.push(
      `${entry.report} is not the API of today: run \`npm run api-reports\` and review what changed`,
    );
  }
  return problems;
}

/**
 * Compares the API reports of the published packages with the declarations of today, or writes them.
 *
 * @param {{root: string, write: boolean}} options - the types must be compiled
 * @returns {{name: string, problems: string[]}[]} one outcome for each package
 */
export function compareReports({ root, write }) {
  const packages = publishedEntries(root);
  const temporary = mkdtempSync(join(tmpdir(), 'api-reports-'));
  const files = packages.flatMap(({ folder, entries }) =>
    entries.map(({ source }) => declarationsOf(root, folder, source)),
  );
  try {
    // One program for all of them: most of the time is spent on reading the types of dependencies.
    let compilerState;
    return packages.map(({ name, folder, entries }) => ({
      name,
      problems: entries.flatMap(entry => {
        const config = configOf({ root, folder, entry, files, temporary });
        compilerState ??= CompilerState.create(config, {
          additionalEntryPoints: files,
        });
        return problemsOf(config, { root, entry, compilerState, write });
      }),
    }));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
