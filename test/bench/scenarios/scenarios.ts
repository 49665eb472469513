import { ScenarioName } from '../cli/parseBenchArguments';
import { Scenario } from './Scenario';
import { away } from './away';
import { bare } from './bare';
import { crash } from './crash';
import { creation } from './creation';
import { hosted } from './hosted';
import { joined } from './joined';
import { list } from './list';
import { live } from './live';
import { pages } from './pages';
import { probes } from './probes';
import { sites } from './sites';
import { tenants } from './tenants';

export const SCENARIO_BY_NAME: Record<ScenarioName, Scenario> = {
  creation,
  bare,
  crash,
  away,
  tenants,
  probes,
  list,
  sites,
  live,
  joined,
  pages,
  hosted,
};
