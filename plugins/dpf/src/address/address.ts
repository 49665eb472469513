/*
 * The address of the browser. The only file that imports React Router: each path is absolute and comes from a route ref,
 * and nothing depends on the routes around a component. So the pages work in both front end systems, at any path.
 */

import { useCallback } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';

/** A link without looks, to an absolute path of the portal. */
export { Link as PathLink } from 'react-router-dom';

/** Where the browser is, below the base path of the app. */
export interface Address {
  pathname: string;
  /** With its `?`, or empty. */
  search: string;
  /** With its `#`, or empty. */
  hash: string;
  /** Another one after each step, also where the address is the same. */
  key: string;
}

/** Where the browser is. */
export function useAddress(): Address {
  return useLocation();
}

/** Changes the query of the address, and adds a step to the browser's history unless it shall replace the last one. */
export type ChangeQuery = (
  edit: (before: URLSearchParams) => URLSearchParams,
  options?: { replace?: boolean },
) => void;

/** The query of the address, and its change. */
export function useAddressQuery(): [URLSearchParams, ChangeQuery] {
  return useSearchParams();
}

/** Leads the browser to an absolute path of the portal. */
export function useGoTo(): (
  path: string,
  options?: { replace?: boolean },
) => void {
  const navigate = useNavigate();
  return useCallback((path, options) => navigate(path, options), [navigate]);
}
