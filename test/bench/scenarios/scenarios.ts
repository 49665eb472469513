import { CourseName } from '../cli/parseBenchArguments';
import { Course } from './Course';
import { away } from './away';
import { crash } from './crash';
import { creation } from './creation';
import { joined } from './joined';
import { list } from './list';
import { live } from './live';
import { probes } from './probes';
import { tenants } from './tenants';

export const COURSE_BY_NAME: Record<CourseName, Course> = {
  creation,
  crash,
  away,
  tenants,
  probes,
  list,
  live,
  joined,
};
