/**
 * The `Accept` header that asks for metadata only. Falls back to whole objects where a server
 * cannot do it.
 */
export function metadataAccept(what: 'object' | 'list'): string {
  const kind =
    what === 'list' ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  return `application/json;as=${kind};v=v1;g=meta.k8s.io,application/json`;
}
