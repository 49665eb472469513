import {
  SchedulerServiceTaskScheduleDefinition,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { Config } from '@backstage/config';
import { InputError, stringifyError } from '@backstage/errors';

const PATH = 'search.collators.dpfDpuClusters.schedule';

/** As Backstage's own collators. */
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { minutes: 10 },
  timeout: { minutes: 15 },
  initialDelay: { seconds: 3 },
};

/** When the clusters are read for the index. */
export function readSchedule(
  root: Config,
): SchedulerServiceTaskScheduleDefinition {
  const schedule = root.getOptionalConfig(PATH);
  if (!schedule) {
    return DEFAULT_SCHEDULE;
  }
  try {
    return readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule);
  } catch (error) {
    throw new InputError(
      `Invalid configuration at ${PATH}: ${stringifyError(error)}`,
    );
  }
}
