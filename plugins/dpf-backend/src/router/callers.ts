import { Request } from 'express';
import { Caller } from '../requests';
import { RouterContext } from './RouterContext';

/** Credentials for reading: users and services. */
export function readerOf({ httpAuth }: RouterContext, req: Request) {
  return httpAuth.credentials(req, { allow: ['user', 'service'] });
}

/** The user who asks for a change; services may not. */
export async function callerOf(
  { httpAuth, userInfo }: RouterContext,
  req: Request,
): Promise<Caller> {
  const credentials = await httpAuth.credentials(req, { allow: ['user'] });
  const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
    credentials,
  );
  return { credentials, userEntityRef, ownershipEntityRefs };
}
