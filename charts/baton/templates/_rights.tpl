{{/* What the operator may do in a namespace with databases. A test compares it with what the operator asks of an API server. */}}
{{- define "baton.rights" -}}
# Databases. A patch removes a request's annotation; nothing else of them but the status is ever written.
- apiGroups: [baton.dev]
  resources: [replicateddatabases]
  verbs: [get, list, watch, patch]
- apiGroups: [baton.dev]
  resources: [replicateddatabases/status]
  verbs: [update]
# What a database is made of. What goes with the database itself is deleted by the garbage collector, not by the operator.
- apiGroups: [apps]
  resources: [statefulsets]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, create, patch, delete]
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, create, patch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, create, patch]
# The leadership record, written by update alone: a compare-and-swap on its resourceVersion.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list, watch, create, update]
# Passwords: the ones it makes and changes, and the one a user names, each by its name: it can't list what Secrets there are. Never deleted by the
# operator: the garbage collector does that by the owner.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, patch]
# Pods are the StatefulSets'; the operator reads them, labels them with their role, and deletes one to restart it.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
{{- end }}
