package dev.baton.crds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceDriftTest {
    private static final String REFERENCE = new Reference(GeneratedCrd.generate()).markdown();

    @Test
    void theCheckedInReferenceIsTheOneOfTheTypes() {
        CheckedIn.at("docs/reference.md").isWhatWeGenerate(REFERENCE);
    }

    @Test
    void everyWordPeopleMeetIsInIt() {
        assertThat(REFERENCE)
                .contains("`spec.replication.synchronousFollowers`", "`status.failoverHistory[].servingTime`")
                .contains("`FailoverReady`", "`WritesDiscarded`", "`TargetBehind`", "`LeaderSilent`")
                .contains("`baton.dev/switchover`", "`baton.dev/role`", "`CatchingUp`", "6381");
    }
}
