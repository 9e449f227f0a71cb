package dev.baton.crds;

import dev.baton.crds.spec.ReplicatedDatabaseSpec;
import dev.baton.crds.status.ReplicatedDatabaseStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A leader-based replicated key-value database. */
@Group(ReplicatedDatabase.GROUP)
@Version(ReplicatedDatabase.VERSION)
@Kind(ReplicatedDatabase.KIND)
@Singular("replicateddatabase")
@Plural("replicateddatabases")
@ShortNames("rdb")
// matches() on metadata.name exceeds the API server's cost budget (a name has no maxLength in the schema's eyes). Names
// are DNS
// subdomains already, whose first character is a digit or a letter, and digits sort before letters.
@ValidationRule(
        value = "size(self.metadata.name) <= 40",
        message =
                "metadata.name must have at most 40 characters, since the names of pods and services are made from it: choose a shorter one",
        reason = "FieldValueInvalid")
@ValidationRule(
        value = "self.metadata.name >= 'a'",
        message = "metadata.name must begin with a letter, since services are named after it: put a letter first",
        reason = "FieldValueInvalid")
@ValidationRule(
        value = "!self.metadata.name.contains('.')",
        message = "metadata.name must not contain dots, since services are named after it: write '-' in their place",
        reason = "FieldValueInvalid")
@AdditionalPrinterColumn(name = "Leader", jsonPath = ".status.leader", type = Type.STRING)
@AdditionalPrinterColumn(name = "Epoch", jsonPath = ".status.epoch", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Members", jsonPath = ".status.replicas", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.readyReplicas", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.replication.mode", type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Failover-Ready",
        jsonPath = ".status.conditions[?(@.type==\"FailoverReady\")].status",
        type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Status",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "Sync", jsonPath = ".status.synchronousFollowers", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Image", jsonPath = ".status.image", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Since", jsonPath = ".status.leaderSince", type = Type.DATE, priority = 1)
public class ReplicatedDatabase extends CustomResource<ReplicatedDatabaseSpec, ReplicatedDatabaseStatus>
        implements Namespaced {
    public static final String GROUP = "baton.dev";
    public static final String VERSION = "v1alpha1";
    public static final String KIND = "ReplicatedDatabase";

    private static final long serialVersionUID = 1L;
}
