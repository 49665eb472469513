{{/* The labels of every object. */}}
{{- define "dpf-portal.labels" -}}
app.kubernetes.io/part-of: dpf-portal
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/*
The namespaces of this site for a namespace of the plain files, as a JSON array.
Input: root, name, and first: only the first namespace with clusters.
*/}}
{{- define "dpf-portal.namespaces" -}}
{{- $of := .root.Values.namespaces -}}
{{- if eq .name "dpf-operator-system" -}}{{ list $of.dpf | toJson }}
{{- else if eq .name "dpf-portal" -}}{{ list $of.portal | toJson }}
{{- else if eq .name "dpf-uploads" -}}{{ list $of.uploads | toJson }}
{{- else if and (eq .name "dpf-clusters") .first -}}{{ list (first $of.clusters) | toJson }}
{{- else if eq .name "dpf-clusters" -}}{{ $of.clusters | toJson }}
{{- else -}}{{ fail (printf "The chart has no value for the namespace %s" .name) }}
{{- end -}}
{{- end }}

{{/* The subjects of a binding: the identity's ServiceAccount and the users of the values. Input: root, subjects. */}}
{{- define "dpf-portal.subjects" -}}
{{- $values := .root.Values -}}
{{- $subjects := list -}}
{{- range .subjects -}}
  {{- if eq .kind "ServiceAccount" -}}
    {{- $isPortal := eq .name "dpf-portal" -}}
    {{- $namespace := index (include "dpf-portal.namespaces" (dict "root" $.root "name" .namespace) | fromJsonArray) 0 -}}
    {{- $name := ternary $values.portal.serviceAccount.name .name $isPortal -}}
    {{- $subjects = append $subjects (dict "kind" "ServiceAccount" "name" $name "namespace" $namespace) -}}
    {{- range ternary $values.portal.users $values.controllers.users $isPortal -}}
      {{- $subjects = append $subjects (dict "apiGroup" "rbac.authorization.k8s.io" "kind" "User" "name" .) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- $subjects | toJson -}}
{{- end }}

{{/*
The objects of a plain file of this chart as a JSON array: with the namespaces and identities of the values, one copy for each
namespace with clusters. Input: root, file.
*/}}
{{- define "dpf-portal.read" -}}
{{- $root := .root -}}
{{- $text := $root.Files.Get .file -}}
{{- if not $text -}}{{ fail (printf "The chart lacks its file %s" .file) }}{{- end -}}
{{- $text = $text | replace "system:serviceaccount:dpf-operator-system:" (printf "system:serviceaccount:%s:" $root.Values.namespaces.dpf) -}}
{{- $text = $text | replace "system:serviceaccount:kamaji-system:" (printf "system:serviceaccount:%s:" $root.Values.namespaces.kamaji) -}}
{{- $objects := list -}}
{{- range regexSplit "(?m)^---\\s*$" $text -1 -}}
  {{- $object := fromYaml . -}}
  {{- if $object.Error -}}{{ fail $object.Error }}{{- end -}}
  {{- if $object.subjects -}}
    {{- $_ := set $object "subjects" (include "dpf-portal.subjects" (dict "root" $root "subjects" $object.subjects) | fromJsonArray) -}}
  {{- end -}}
  {{- if dig "spec" "paramRef" "namespace" "" $object -}}
    {{- $_ := set $object.spec.paramRef "namespace" $root.Values.namespaces.dpf -}}
  {{- end -}}
  {{- $labels := merge (default dict $object.metadata.labels) (include "dpf-portal.labels" $root | fromYaml) -}}
  {{- $_ := set $object.metadata "labels" $labels -}}
  {{- $isNamespace := eq $object.kind "Namespace" -}}
  {{- $where := ternary $object.metadata.name $object.metadata.namespace $isNamespace -}}
  {{- if $where -}}
    {{- $first := eq $object.metadata.name "dpf-portal-reservations" -}}
    {{- range include "dpf-portal.namespaces" (dict "root" $root "name" $where "first" $first) | fromJsonArray -}}
      {{- $copy := deepCopy $object -}}
      {{- $_ := set $copy.metadata (ternary "name" "namespace" $isNamespace) . -}}
      {{- $objects = append $objects $copy -}}
    {{- end -}}
  {{- else -}}
    {{- $objects = append $objects $object -}}
  {{- end -}}
{{- end -}}
{{- $objects | toJson -}}
{{- end }}

{{/* The objects of a plain file as YAML documents. Input: root, file. */}}
{{- define "dpf-portal.apply" -}}
{{- range include "dpf-portal.read" . | fromJsonArray }}
---
{{ toYaml . }}
{{- end }}
{{- end }}
