package dev.baton.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String[] PURE = {
        "dev.baton.operator.decide..", "dev.baton.operator.desired..", "dev.baton.operator.status.."
    };

    private final JavaClasses operator = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.baton.operator");

    @Test
    void decisions_desired_objects_and_status_talk_to_nobody() {
        rule(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client..",
                        "redis.clients..",
                        "io.javaoperatorsdk..",
                        "io.quarkus..",
                        "java.net..",
                        "java.nio.file..",
                        "dev.baton.operator.act..",
                        "dev.baton.operator.members..",
                        "dev.baton.operator.reconcile..",
                        "dev.baton.operator.record..")
                .because(
                        "a decision that reads the world while it decides can't be replayed: the simulation runs these very"
                                + " classes in virtual time, and a table of cases must be the whole truth about them"));
    }

    @Test
    void decisions_desired_objects_and_status_know_no_clock() {
        rule(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .because(
                        "the same observation must give the same plan, object and status, whenever it is looked at; the time is"
                                + " a part of the observation"));
    }

    @Test
    void the_decisions_know_the_protocol_and_what_was_seen_and_nothing_else() {
        rule(noClasses()
                .that()
                .resideInAPackage("dev.baton.operator.decide..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "dev.baton.crds..", "com.fasterxml..")
                .because("the simulation makes observations without Kubernetes"));
    }

    @Test
    void an_observer_takes_no_action() {
        rule(noClasses()
                .that()
                .resideInAPackage("dev.baton.operator.observe..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.baton.operator.act..", "dev.baton.operator.reconcile..")
                .because("what is seen must not depend on what is done about it"));
    }

    private void rule(ArchRule rule) {
        rule.check(operator);
    }
}
