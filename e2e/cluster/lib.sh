# shellcheck shell=bash disable=SC2034
# Common to the scripts of this folder: versions, addresses, docker, and the fence round the clusters' network. Sourced, not run.

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../../bin/lib/common.sh
. "$HERE/../../bin/lib/common.sh"

BIN=$CACHE/bin # kind, kubectl, helm, and the programs of a control plane: etcd, kube-apiserver, kube-controller-manager
export PATH=$BIN:$PATH

KUBE_VERSION=v1.34.4             # src/hyperkube/go.mod has the same
STOCK_IMAGE=kindest/node:v1.34.3 # where a registry answers

# The addresses of the clusters, all inside this machine.
NETWORK=baton NET_SUBNET=172.28.0.0/16 NET_BRIDGE=br-baton
POD_SUBNET=10.244.0.0/16 SERVICE_SUBNET=10.96.0.0/16
export KIND_EXPERIMENTAL_DOCKER_NETWORK=$NETWORK

# use_cluster NAME: kubectl, helm and kind mean this cluster from here on. The user's own kubeconfig is neither read nor written.
use_cluster() {
  CLUSTER=$1
  export KUBECONFIG=$CACHE/$CLUSTER.kubeconfig KIND_CLUSTER_NAME=$CLUSTER
}

# one_at_a_time NAME: holds the lock NAME until this script ends.
one_at_a_time() {
  local lock
  mkdir -p "$CACHE"
  exec {lock}>"$CACHE/$1.lock"
  flock -n "$lock" && return
  note "waiting for another script that works on $1"
  flock -w 1800 "$lock" || die "another script has worked on $1 for half an hour (see: fuser $CACHE/$1.lock)"
}

# True where this machine's root may not use capability number $1.
lacks_capability() {
  local bounding
  bounding=$(awk '/^CapBnd/ {print $2}' /proc/self/status)
  (( ! (16#$bounding >> $1 & 1) ))
}

docker_answers() { timeout 30 docker version >/dev/null 2>&1; }

# Whether the dockerd that answers is one of ours: then all it does may be fenced, and it has no registry to ask.
own_dockerd() { docker info --format '{{.DefaultRuntime}} {{.Labels}}' 2>/dev/null | grep -qE 'dev\.baton|^bounded '; }

# Starts dockerd, unless one answers.
start_docker() {
  docker_answers && return
  [ "$(id -u)" = 0 ] || die "no docker daemon answers, and only root can start one: start docker, then try again"
  # There may be a docker client on the PATH and no engine behind it.
  ensure_packages docker.io iptables iproute2 jq
  (one_at_a_time dockerd && launch_dockerd) || exit 1
}

launch_dockerd() {
  local args log=$CACHE/dockerd.log
  docker_answers && return
  forget_dead_daemons
  say "starting dockerd (log: $log)"
  args=(--pidfile "$CACHE/dockerd.pid" --label dev.baton=1
    # No upstream resolver: a container that asks for a name that isn't a container's gets no answer, and the question stays
    # on this machine.
    --dns 127.0.0.1 --dns-opt timeout:1 --dns-opt attempts:1)
  if lacks_capability 24; then # CAP_SYS_RESOURCE
    # A copy, since the daemon outlives this work tree; moved into place, since an older daemon may be running it.
    install -m 755 "$HERE/runc-bounded" "$CACHE/runc-bounded.new"
    mv "$CACHE/runc-bounded.new" "$CACHE/runc-bounded"
    args+=(--add-runtime "bounded=$CACHE/runc-bounded" --default-runtime bounded)
  fi
  # The daemon must not inherit our locks.
  (
    for descriptor in /proc/self/fd/*; do
      descriptor=${descriptor##*/}
      [ "$descriptor" -le 2 ] || eval "exec $descriptor>&-"
    done
    exec setsid dockerd "${args[@]}" >>"$log" 2>&1 </dev/null
  ) &
  for _ in {1..120}; do
    docker_answers && return
    sleep 0.5
  done
  tail -n 20 "$log" >&2
  die "dockerd did not start: see $log"
}

# A daemon that was killed leaves its pid behind, and by now another program may have that number. dockerd would take the
# program for itself and refuse to start, or take it for its containerd and wait for it without end.
forget_dead_daemons() {
  local file program pid
  for file in "$CACHE/dockerd.pid" /var/run/docker.pid /var/run/docker/containerd/{,docker-}containerd.pid; do
    [ -s "$file" ] || continue
    pid=$(tr -cd 0-9 <"$file") program=$(basename "$file" .pid)
    [ "$program" = dockerd ] || [ "$program" = docker ] || program=containerd
    [ "$program" != docker ] || program=dockerd
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$program" ] || rm -f "$file"
  done
}

# The docker network of the nodes, and the rules that keep what nodes and pods send inside this machine.
fence_network() {
  docker network inspect $NETWORK >/dev/null 2>&1 ||
    docker network create --driver bridge --subnet $NET_SUBNET \
      -o com.docker.network.bridge.name=$NET_BRIDGE \
      -o com.docker.network.bridge.enable_ip_masquerade=false $NETWORK >/dev/null ||
    die "could not make the docker network $NETWORK: $NET_SUBNET must be free on this machine"
  # Where another user's daemon runs the rules are its owner's business, and we may not be root.
  own_dockerd || return 0
  local bridge cidr
  for bridge in $NET_BRIDGE docker0; do # nothing from a container to another interface
    iptables -w -C DOCKER-USER -i $bridge ! -o $bridge -j REJECT 2>/dev/null ||
      iptables -w -I DOCKER-USER -i $bridge ! -o $bridge -j REJECT
  done
  for cidr in $POD_SUBNET $SERVICE_SUBNET; do # nothing from the host to these
    ip route replace unreachable $cidr
  done
}

# Every kubelet, kube-proxy and container runtime watches files by inotify, and all nodes share the machine's few instances (128 by
# default): with two clusters the last ones started die of "too many open files".
allow_watches() {
  local limit file least
  for limit in instances:1024 watches:524288; do
    file=/proc/sys/fs/inotify/max_user_${limit%:*} least=${limit#*:}
    [ "$(cat $file)" -ge "$least" ] || echo "$least" 2>/dev/null >$file ||
      warn "$file is $(cat $file) and should be $least or more, or pods of a second cluster may not start: sysctl -w fs.inotify.max_user_${limit%:*}=$least"
  done
}

# The containers of the cluster's nodes, running or not, control plane first.
nodes() { docker ps -a --filter "label=io.x-k8s.kind.cluster=$CLUSTER" --format '{{.Names}}' | sort; }

# A dockerd that was killed leaves the control groups of its containers behind, systemd's of a node below them, and a node that
# finds its own again doesn't start (cgroup v1: devices.allow says "invalid argument"). Only empty ones can be removed.
clear_dead_cgroups() {
  local id directory
  for id in $(docker ps -a --no-trunc --filter "label=io.x-k8s.kind.cluster=$CLUSTER" --filter status=exited --filter status=dead \
    --filter status=created --format '{{.ID}}'); do
    for directory in /sys/fs/cgroup/{,*/}docker/"$id"; do
      [ ! -d "$directory" ] || find "$directory" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
  done
}

# Deletes the cluster. kind asks docker nicely; nodes that hang (a frozen file system, a half-made container) need more.
delete_cluster() {
  "$HERE/undo-faults" "$CLUSTER" || true
  clear_dead_cgroups
  [ ! -x "$BIN/kind" ] || timeout 120 kind delete cluster --quiet --name "$CLUSTER" --kubeconfig "$KUBECONFIG" >&2 || true
  nodes | timeout 120 xargs -r docker rm -f -v >/dev/null 2>&1 || true
  rm -f "$KUBECONFIG" "$KUBECONFIG.lock"
  [ -z "$(nodes)" ] || die "docker cannot remove $(nodes | paste -sd' '): stop dockerd (pid $(pidof dockerd)) and try again"
}
