package main

import (
	"context"
	"fmt"
	"net"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/knftables"
)

// policyTable holds what this node refuses. It is written anew, as a whole and
// in one transaction, whenever a pod, namespace or policy has changed.
const policyTable = "podnet-policy"

// world is what policies speak of.
type world struct {
	pods       []*corev1.Pod
	namespaces map[string]labels.Set
	policies   []*networking.NetworkPolicy
}

// policyChain is what one pod of this node lets in (or out): a packet that no
// rule accepts is rejected.
type policyChain struct {
	name  string
	match string // the packets it is for
	rules []string
}

// enforce has this node's kernel refuse what the chains don't let pass, and
// nothing else. Packets of the node itself, the kubelet's probes among them,
// don't come by.
func enforce(chains []policyChain) error {
	nft, err := knftables.New(knftables.IPv4Family, policyTable)
	if err != nil {
		return err
	}
	tx := nft.NewTransaction()
	tx.Add(&knftables.Table{})
	tx.Delete(&knftables.Table{})
	tx.Add(&knftables.Table{})
	tx.Add(&knftables.Chain{
		Name:     "forward",
		Type:     knftables.PtrTo(knftables.FilterType),
		Hook:     knftables.PtrTo(knftables.ForwardHook),
		Priority: knftables.PtrTo(knftables.FilterPriority + "+1"),
	})
	add := func(chain, rule string) { tx.Add(&knftables.Rule{Chain: chain, Rule: rule}) }
	add("forward", "ct state established,related accept")
	for _, c := range chains {
		tx.Add(&knftables.Chain{Name: c.name})
		for _, rule := range c.rules {
			add(c.name, rule)
		}
		add(c.name, "reject with icmp type admin-prohibited")
		// A jump, not a goto: what one pod may send another may still refuse.
		add("forward", c.match+" jump "+c.name)
	}
	return nft.Run(context.Background(), tx)
}

// chains are those of the pods of a node that a policy selects.
func (w world) chains(node string) []policyChain {
	var chains []policyChain
	for _, pod := range w.pods {
		if pod.Spec.NodeName != node || pod.Spec.HostNetwork || addressOf(pod) == "" {
			continue
		}
		in, out := false, false
		var inRules, outRules []string
		for _, policy := range w.policies {
			if policy.Namespace != pod.Namespace || !matches(&policy.Spec.PodSelector, pod.Labels) {
				continue
			}
			for _, kind := range policy.Spec.PolicyTypes {
				switch kind {
				case networking.PolicyTypeIngress:
					in = true
					for _, rule := range policy.Spec.Ingress {
						inRules = append(inRules, w.rules(policy.Namespace, "ip saddr", rule.From, rule.Ports, pod)...)
					}
				case networking.PolicyTypeEgress:
					out = true
					for _, rule := range policy.Spec.Egress {
						outRules = append(outRules, w.rules(policy.Namespace, "ip daddr", rule.To, rule.Ports, nil)...)
					}
				}
			}
		}
		if out {
			chains = append(chains, policyChain{"out-" + addressOf(pod), "ip saddr " + addressOf(pod), outRules})
		}
		if in {
			chains = append(chains, policyChain{"in-" + addressOf(pod), "ip daddr " + addressOf(pod), inRules})
		}
	}
	sort.Slice(chains, func(i, j int) bool { return chains[i].name > chains[j].name }) // out before in
	return chains
}

// rules let pass what one rule of a policy allows: these peers (none named: all)
// to these ports (none named: all). A named port is looked up in target.
func (w world) rules(namespace, side string, peers []networking.NetworkPolicyPeer, ports []networking.NetworkPolicyPort, target *corev1.Pod) []string {
	sources := []string{""}
	if len(peers) > 0 {
		sources = nil
		var addresses []string
		for _, peer := range peers {
			if peer.IPBlock != nil {
				sources = append(sources, blockMatch(side, peer.IPBlock))
			} else {
				addresses = append(addresses, w.addresses(namespace, peer)...)
			}
		}
		if len(addresses) > 0 {
			sort.Strings(addresses)
			sources = append(sources, side+" { "+strings.Join(addresses, ", ")+" }")
		}
	}
	targets := []string{""}
	if len(ports) > 0 {
		targets = nil
		for _, port := range ports {
			if match := portMatch(port, target); match != "" {
				targets = append(targets, match)
			}
		}
	}
	var rules []string
	for _, source := range sources {
		for _, port := range targets {
			rules = append(rules, strings.TrimSpace(strings.Join(strings.Fields(source+" "+port+" return"), " ")))
		}
	}
	return rules
}

// addresses of the pods that a peer names.
func (w world) addresses(namespace string, peer networking.NetworkPolicyPeer) []string {
	seen := map[string]bool{}
	for _, pod := range w.pods {
		if addressOf(pod) == "" || pod.Spec.HostNetwork {
			continue
		}
		if peer.NamespaceSelector == nil && pod.Namespace != namespace {
			continue
		}
		if peer.NamespaceSelector != nil && !matches(peer.NamespaceSelector, w.namespaces[pod.Namespace]) {
			continue
		}
		if peer.PodSelector != nil && !matches(peer.PodSelector, pod.Labels) {
			continue
		}
		seen[addressOf(pod)] = true
	}
	var found []string
	for address := range seen {
		found = append(found, address)
	}
	return found
}

func blockMatch(side string, block *networking.IPBlock) string {
	match := side + " " + block.CIDR
	if len(block.Except) > 0 {
		match += " " + side + " != { " + strings.Join(block.Except, ", ") + " }"
	}
	return match
}

// portMatch is empty for a named port that the pod doesn't have.
func portMatch(port networking.NetworkPolicyPort, target *corev1.Pod) string {
	protocol := "tcp"
	if port.Protocol != nil {
		protocol = strings.ToLower(string(*port.Protocol))
	}
	if port.Port == nil {
		return "ip protocol " + protocol
	}
	if port.Port.Type == intstr.Int {
		if port.EndPort != nil {
			return fmt.Sprintf("%s dport %d-%d", protocol, port.Port.IntVal, *port.EndPort)
		}
		return fmt.Sprintf("%s dport %d", protocol, port.Port.IntVal)
	}
	if target != nil {
		for _, container := range target.Spec.Containers {
			for _, p := range container.Ports {
				if p.Name == port.Port.StrVal && strings.EqualFold(string(p.Protocol), protocol) {
					return fmt.Sprintf("%s dport %d", protocol, p.ContainerPort)
				}
			}
		}
	}
	return ""
}

// addressOf a pod that has one of its own now; a finished pod's is free again.
func addressOf(pod *corev1.Pod) string {
	if pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed {
		return ""
	}
	if ip := net.ParseIP(pod.Status.PodIP).To4(); ip != nil {
		return ip.String()
	}
	return ""
}

func matches(selector *metav1.LabelSelector, set labels.Set) bool {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(set)
}
