import {
  StatusError,
  StatusOK,
  StatusPending,
  StatusRunning,
  StatusWarning,
} from '@backstage/core-components';
import { ComponentType } from 'react';
import { StateTone } from '../../describe/describeState';

const ICONS: Record<StateTone, ComponentType> = {
  ok: StatusOK,
  warning: StatusWarning,
  error: StatusError,
  running: StatusRunning,
  pending: StatusPending,
};

/** The icon of a state, of a cluster or a DPU. Shown beside the words of the state. */
export function StateIcon({ tone }: { tone: StateTone }) {
  const Icon = ICONS[tone];
  return <Icon />;
}
